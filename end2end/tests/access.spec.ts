// Who may use a repository: asked for, looked at before and after, and in force in the end.

import type { Page } from '@playwright/test';
import { answers, fill } from '../support/form.ts';
import { expect, signIn, test } from '../support/test.ts';

type Somebody = (login: string) => Promise<Page>;

/** A reviewer approves the request that the page shows, and the page is looked at until it has ended. */
async function approve(page: Page, somebody: Somebody): Promise<void> {
  const review = page.url().replace('/requests/', '/reviews/');
  const reviewer = await somebody('reviewer-m');
  await expect(async () => {
    await reviewer.goto(review);
    await expect(reviewer.getByRole('button', { name: 'Submit decision' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await reviewer.getByRole('button', { name: 'Submit decision' }).click();
  await expect(reviewer.getByRole('button', { name: 'Submit decision' })).toHaveCount(0);
  await expect(async () => {
    await page.reload();
    await expect(page.locator('[data-final=true]')).toBeAttached({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

test('another account is let in to pull, after a look at who may what then', async ({ page, somebody }, { project }) => {
  await signIn(page, 'dev-a');
  const name = `payments/shared-${project.name}`;
  await page.goto('/requests/new');
  await fill(page, answers(name));
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await approve(page, somebody);
  await page.goto(`/inventory?q=${encodeURIComponent(name)}`);
  const href = await page.locator(`main th a[href$="${name}"]`).first().getAttribute('href');
  await page.goto(`${href}/-/access`);
  await page.getByLabel('Accounts that may pull').fill('1234');
  await page.getByRole('button', { name: 'Look at the change' }).click();
  await expect(page.getByRole('alert')).toContainText('is no AWS account');
  await expect(page.getByLabel('Accounts that may pull')).toHaveValue('1234');
  await page.getByLabel('Accounts that may pull').fill('210987654321');
  await page.getByRole('button', { name: 'Look at the change' }).click();
  await expect(page.getByRole('heading', { name: 'Who may what then' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('New: Account 210987654321 may pull');
  await page.getByLabel('Why').fill('They run our images.');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await expect(page.getByRole('main')).toContainText('Access, requested by dev-a');
  await approve(page, somebody);
  await expect(page.getByRole('main')).toContainText(`What was asked for ${name} is in force.`);
});
