// Tokens for programs: made, shown once, used, revoked; and the page that reads the API's document.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, signIn, test } from '../support/test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test('a token is made, opens the API, is shown once and is revoked', async ({ page, playwright }) => {
  await signIn(page, 'dev-a', '/settings/tokens');
  await page.getByText('New token', { exact: true }).click();
  await page.getByLabel('What is it for?').fill('From the browser');
  await page.getByRole('checkbox', { name: /^read/ }).check();
  await page.getByRole('button', { name: 'Make the token' }).click();
  const secret = await page.locator('code', { hasText: 'berth_pat_' }).first().textContent();
  expect(secret).toMatch(/^berth_pat_[A-Za-z0-9_-]{43}$/);

  // Without the page's cookies: the token alone opens the door.
  const program = await playwright.request.newContext();
  const url = new URL('/api/v1/me', page.url()).href;
  const headers = { Authorization: `Bearer ${secret}` };
  const me = await program.get(url, { headers });
  expect(await me.json()).toMatchObject({ login: 'dev-a', token: { name: 'From the browser' } });

  await page.goto('/settings/tokens');
  await expect(page.locator('main')).not.toContainText(secret as string);
  await page.getByRole('button', { name: 'Revoke From the browser' }).first().click();
  await expect(page.locator('main')).toContainText('The token is revoked');
  expect((await program.get(url, { headers })).status()).toBe(401);
  await program.dispose();
});

test('what can’t be taken comes back beside its field', async ({ page }) => {
  await signIn(page, 'dev-a', '/settings/tokens');
  await page.getByText('New token', { exact: true }).click();
  await page.getByLabel('What is it for?').fill('Nothing');
  await page.getByRole('button', { name: 'Make the token' }).click();
  await expect(page.locator('main')).toContainText('Choose at least one scope');
  await expect(page.getByLabel('What is it for?')).toHaveValue('Nothing');
});

test('the pages of programs are for everybody @scripts', async ({ page }) => {
  await signIn(page, 'dev-a', '/settings/tokens');
  for (const path of ['/settings/tokens', '/api']) {
    await page.goto(path);
    const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    expect(found.violations).toEqual([]);
  }
});
