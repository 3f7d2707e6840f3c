// A person's own account: what they may do, and the browsers in which they are signed in.

import { flaws } from '../support/axe.ts';
import { expect, signIn, test } from '../support/test.ts';

test('everybody sees where they are signed in', async ({ page, somebody, javaScriptEnabled }) => {
  await signIn(page, 'dev-b');
  await somebody('dev-b');
  await page.goto('/settings');
  expect(await flaws(page, javaScriptEnabled ?? true)).toEqual([]);
  const sessions = page.getByRole('table', { name: 'Browsers in which you are signed in' });
  await expect(sessions.getByText('This one')).toHaveCount(1);
  // None is ended here: other stories may have signed the same person in.
  await expect(sessions.getByRole('button', { name: /^Sign out/ }).first()).toBeVisible();
});

test('what somebody may not do stands beside whom to ask', async ({ page }) => {
  await signIn(page, 'dev-b', '/settings');
  const rights = page.getByRole('table', { name: 'What you may do, and of the rest why not' });
  await expect(rights.getByRole('row', { name: /Decide on what others ask for/ })).toContainText('platform-engineering');
});
