// What Berth is for: a developer asks, a reviewer approves, and the repository is there, with every byte as it was shown.

import type { Page } from '@playwright/test';
import { answers, fill, previewed } from '../support/form.ts';
import { github } from '../support/stand.ts';
import { expect, signIn, test } from '../support/test.ts';

const READY_MS = 90_000;

test('a developer asks for a repository, a reviewer approves it, and it is ready to push to', async ({ page, somebody, javaScriptEnabled }, { project }) => {
  test.setTimeout(READY_MS + 90_000);
  const name = `payments/my-app-registry-${project.name}`;

  await signIn(page, 'dev-a');
  const shown = await request(page, name, javaScriptEnabled);
  const address = page.url();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await stage(page, 'Waiting for review', javaScriptEnabled);
  await expect(page.getByRole('link', { name: 'Review', exact: true })).toHaveCount(0);

  const loads = countLoads(page);
  await approve(await somebody('reviewer-m'), name, shown);

  await stage(page, 'Ready', javaScriptEnabled);
  if (javaScriptEnabled) expect(loads(), 'the page follows without being loaded again').toBe(0);
  expect(page.url()).toBe(address);
  await expect(page.getByRole('complementary').getByText(`amazonaws.com/${name}`).first()).toBeVisible();
  await expect(page.getByText('docker push').first()).toBeVisible();

  for (const [path, text] of shown) {
    const merged = await fetch(`${github}/spacetech/my-app/raw/main/${path}`);
    expect(await merged.text(), `${path} as it was merged`).toBe(text);
  }

  await page.goto(`/inventory?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
});

async function request(page: Page, name: string, scripts: boolean): Promise<Map<string, string>> {
  await page.goto('/requests/new');
  await fill(page, answers(name));
  // Without scripts the preview follows at the press of a button.
  if (!scripts) await page.getByRole('button', { name: 'Check answers' }).click();
  await expect(page.locator('#image-uri')).toContainText(`amazonaws.com/${name}`);
  await expect(page.locator('#preview-note')).toContainText('spacetech/my-app');
  await expect(page.locator('#preview-note')).not.toContainText('example');
  const shown = await previewed(page);
  expect([...shown.keys()]).toHaveLength(3);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
  return shown;
}

async function approve(page: Page, name: string, shown: Map<string, string>): Promise<void> {
  await page.goto('/reviews');
  await page.getByRole('row').filter({ hasText: name }).getByRole('link', { name: 'Review' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  for (const path of shown.keys()) await expect(page.getByText(path).first()).toBeVisible();
  await page.getByRole('radio', { name: 'Approve' }).check();
  await page.getByRole('button', { name: 'Submit decision' }).click();
  await expect(page.getByRole('button', { name: 'Submit decision' })).toHaveCount(0);
}

/** Waits for a stage: the stream brings it, or, without scripts, loading the page again. */
async function stage(page: Page, word: string, scripts: boolean): Promise<void> {
  const here = page.locator(`[data-stage="${word}"]`);
  if (scripts) {
    await expect(here).toHaveCount(1, { timeout: READY_MS });
    return;
  }
  await expect(async () => {
    await page.reload();
    await expect(here).toHaveCount(1, { timeout: 1_000 });
  }).toPass({ timeout: READY_MS });
}

function countLoads(page: Page): () => number {
  let loads = 0;
  page.on('load', () => (loads += 1));
  return () => loads;
}
