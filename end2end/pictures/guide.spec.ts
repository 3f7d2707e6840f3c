// One picture a chapter of docs/guide, each of a page as a person meets it there.

import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { answers, fill } from '../support/form.ts';
import { images, shelf } from '../support/shelf.ts';
import { approve, ask, decide, ready } from '../support/story.ts';
import { places } from '../support/stand.ts';
import { signIn, test, expect } from '../support/test.ts';

const folder = resolve(import.meta.dirname, '../../docs/images/guide');

/** What the window shows, from this heading on. */
async function take(page: Page, chapter: string, from?: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const start = from === undefined ? undefined : page.getByRole('heading', { name: from }).first();
  await page.evaluate(() => window.scrollTo(0, 0));
  if (start) {
    const top = (await start.boundingBox())?.y ?? 0;
    await page.evaluate((y) => window.scrollTo(0, y), Math.max(0, top - 80));
  }
  await page.screenshot({ path: `${folder}/${chapter}.png`, animations: 'disabled', caret: 'hide' });
}

test('asking, reviewing, following', async ({ page, somebody }) => {
  await signIn(page, 'dev-a', '/requests/new');
  await fill(page, answers('payments/ledger'));
  await expect(page.locator('#image-uri')).toContainText('amazonaws.com/payments/ledger');
  await take(page, 'asking-for-a-repository');
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await expect(page.locator('[data-stage="Waiting for review"]')).toHaveCount(1, { timeout: 30_000 });
  await take(page, 'following-a-request');
  const reviewer = await somebody('reviewer-m');
  await reviewer.goto(page.url().replace('/requests/', '/reviews/'));
  await take(reviewer, 'reviewing');
  await approve(page, somebody);
});

test('settings and access', async ({ page, somebody }) => {
  await signIn(page, 'dev-a');
  const pages = await ready(page, somebody, 'payments/invoices');
  await page.goto(`${pages}settings`);
  await page.getByLabel('AWS tags of your own').fill('stage=prod');
  await page.getByRole('radio', { name: /^Immutable A tag never/ }).check();
  await page.getByRole('button', { name: 'Look at the change' }).click();
  await expect(page.getByRole('table', { name: 'Each setting that changes, before and after' })).toBeVisible();
  await take(page, 'settings', 'What would change');
  await page.goto(`${pages}access`);
  await page.getByLabel('Accounts that may pull').fill('210987654321');
  await page.getByRole('button', { name: 'Look at the change' }).click();
  await take(page, 'access', 'Who may what then');
});

test('images, findings and lifecycle', async ({ page }) => {
  await signIn(page, 'dev-a');
  await images(page);
  await take(page, 'images-and-findings');
  await page.goto(shelf);
  await take(page, 'best-practices');
  await page.goto(`${shelf}/-/use`);
  await take(page, 'pushing-and-pulling');
  await page.goto(`${shelf}/-/monitoring`);
  await take(page, 'monitoring-and-alarms');
  await page.goto(`${shelf}/-/lifecycle`);
  await take(page, 'lifecycle', 'Change it');
});

test('adopting', async ({ page }) => {
  await signIn(page, 'dev-a', '/inventory/unmanaged');
  await page.locator('main form tbody tr').first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Adopt the chosen ones' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Adopt');
  await take(page, 'adopting');
});

test('what managers see', async ({ page }) => {
  await signIn(page, 'dev-a', '/insights');
  await take(page, 'figures-for-managers');
});

test('a removal before it is asked for, and while it cools off', async ({ page, somebody }) => {
  await signIn(page, 'admin-z');
  const pages = await ready(page, somebody, 'payments/retired');
  await page.goto(`${pages}removal`);
  await page.locator('#way').selectOption('delete-with-images');
  await page.locator('#deny_pulls').check();
  await take(page, 'cleaning-up', 'What this touches');
  await page.locator('#typed').fill('payments/retired');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await decide(await somebody('reviewer-m'), page);
  await expect(async () => {
    await page.reload();
    await expect(page.locator('main')).toContainText('Pulls are denied since', { timeout: 1_000 });
  }).toPass({ timeout: 90_000 });
  await take(page, 'cooling-off');
});

test('a rollout before it is started', async ({ page }) => {
  await signIn(page, 'reviewer-m', '/rollouts/new');
  await page.getByRole('radio', { name: /^Settings/ }).check();
  await page.locator('#tags').fill('review=yearly');
  await page.getByRole('button', { name: 'Show what it touches' }).click();
  await expect(page.locator('#plan-h')).toBeVisible();
  await take(page, 'when-the-standard-moves');
});

test('what AWS alone has', async ({ page }) => {
  await signIn(page, 'dev-a', '/inventory/unmanaged');
  await page.locator('main form tbody tr th a').first().click();
  await page.getByText('Let it be for a while').click();
  await expect(page.getByLabel('Until')).toBeVisible();
  await take(page, 'drift');
});

// The last one: from here on the provider's role may create nothing under this name.
test('a request that failed', async ({ page, somebody, request }) => {
  const trouble = { kind: 'Repository', name: 'payments/refused', act: 'create', code: 'AccessDeniedException' };
  const set = await request.post(`${places.argocd}/_sandbox/world/troubles`, { data: trouble });
  expect(set.ok()).toBe(true);
  await signIn(page, 'dev-a');
  await ask(page, 'payments/refused');
  await decide(await somebody('reviewer-m'), page);
  await expect(async () => {
    await page.reload();
    await expect(page.locator('#diagnosis-h')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 90_000 });
  await take(page, 'troubleshooting');
});
