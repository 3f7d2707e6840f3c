// What people do with a repository that is there: look at its images and findings, delete images, answer for a finding.

import { images, shelf } from '../support/shelf.ts';
import { expect, signIn, test } from '../support/test.ts';

test('images are newest first, found by tag, and each has a page', async ({ page }) => {
  await signIn(page, 'dev-a');
  await images(page);
  const tabs = page.getByRole('navigation', { name: 'Repository' });
  await expect(tabs.locator('[aria-current=page]')).toHaveText(/^Images/);
  const moments = await page.locator('tbody tr td time').evaluateAll((times) => times.map((time) => time.getAttribute('datetime') ?? ''));
  expect(moments.length).toBeGreaterThan(10);
  await expect(page.getByRole('row').filter({ hasText: 'latest' }).first()).toContainText('signature');
  await expect(page.getByText('Untagged images may be platforms of an index')).toBeVisible();

  await page.getByRole('main').getByRole('searchbox').fill('latest');
  await page.getByRole('main').getByRole('button', { name: 'Search' }).click();
  await page.waitForURL(/[?&]q=latest/);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await page.locator('tbody tr a.mono').click();
  await expect(page.getByRole('heading', { level: 2, name: /^Image [0-9a-f]{12}$/ })).toBeVisible();
  await expect(page.getByText(/@sha256:[0-9a-f]{64}|sha256:[0-9a-f]{64}/).first()).toBeVisible();
});

test('chosen images are deleted once the name is typed', async ({ page }) => {
  await signIn(page, 'dev-a');
  await images(page, '?only=tagged');
  const row = page.locator('tbody tr').last();
  const tag = (await row.locator('.chip.key').first().textContent()) ?? '';
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Delete …' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Delete 1 image?' })).toBeVisible();
  await expect(page.getByText('Berth doesn’t see what your clusters run')).toBeVisible();
  await expect(page.locator('tbody')).toContainText(tag);

  await page.locator('#confirm').fill('payments');
  const [refused] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByRole('button', { name: 'Delete 1 image' }).click(),
  ]);
  expect(refused.status()).toBe(422);
  await expect(page.locator('#confirm')).toHaveAttribute('aria-invalid', 'true');

  await page.locator('#confirm').fill('payments/api');
  await page.getByRole('button', { name: 'Delete 1 image' }).click();
  await page.waitForURL(`**${shelf}/-/images`);
  await expect(page.getByText('The images are deleted.')).toBeVisible();
  await page.goto(`${shelf}/-/images?q=${encodeURIComponent(tag)}`);
  await expect(page.locator('.chip.key').getByText(tag, { exact: true })).toHaveCount(0);
});

test('a platform that an index needs stays, and the page says why', { tag: '@scripts' }, async ({ page }) => {
  await signIn(page, 'dev-a');
  await images(page, '?only=untagged');
  await page.locator('tbody tr').first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Delete …' }).click();
  await expect(page.getByText('may be a platform of an index').first()).toBeVisible();
  await page.locator('#confirm').fill('payments/api');
  await page.getByRole('button', { name: 'Delete 1 image' }).click();
  await expect(page.getByRole('alert')).toContainText('1 image not');
  await expect(page.getByText('Delete the index first')).toBeVisible();
});

test('findings are filtered, taken away as a file, and answered for', async ({ page, javaScriptEnabled }, { project }) => {
  await signIn(page, 'dev-a');
  await images(page);
  await page.goto(`${shelf}/-/findings`);
  await expect(page.getByRole('heading', { name: 'Open findings by severity and age' })).toBeVisible();
  const count = await page.locator('tbody').first().getByRole('link').first().textContent();
  await page.locator('tbody').first().getByRole('link').first().click();
  await page.waitForURL(/severity=/);
  await expect(page.getByText(`of ${count}`).first()).toBeVisible();

  await page.goto(`${shelf}/-/findings?all=1`);
  const finding = page.locator('#findings-h').locator('xpath=..').locator('tbody tr').filter({ hasText: 'Except' }).first();
  const name = (await finding.getByRole('rowheader').getByRole('link').first().textContent()) ?? '';
  await finding.getByRole('link', { name: /^Except / }).click();
  await expect(page.locator('#finding')).toHaveValue(name);
  await page.locator('#owner').fill('payments');
  await page.locator('#reason').fill('The code is never reached by requests from outside.');
  const today = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  await page.locator('#until').fill(today);
  await page.getByRole('button', { name: 'Except this finding' }).click();
  await expect(page.getByText('The finding is excepted until its last day.')).toBeVisible();
  await page.getByRole('button', { name: `End the exception of ${name}` }).click();
  await expect(page.getByText('The exception has ended.')).toBeVisible();
  expect(javaScriptEnabled, project.name).toBe(project.name !== 'no-scripts');

  const answer = await page.request.get(`${shelf}/-/findings?all=1&format=csv`);
  expect(answer.headers()['content-type']).toContain('text/csv');
  const lines = (await answer.text()).trim().split('\r\n');
  expect(lines[0]).toContain('finding,severity,package');
  expect(lines.some((line) => line.startsWith(name))).toBe(true);
});

test('who is not in the team reads and may not delete', { tag: '@no-scripts' }, async ({ page }) => {
  await signIn(page, 'dev-b');
  await expect(async () => {
    await page.goto(`${shelf}/-/images`);
    await expect(page.getByText('Deleting images: Only members of payments')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByRole('checkbox')).toHaveCount(0);
});
