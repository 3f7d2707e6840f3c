// Answers that cannot be right: said at their field, and nothing typed is lost.

import { answers, fill } from '../support/form.ts';
import { expect, signIn, test } from '../support/test.ts';

const wrong = { ...answers('My App'), source: 'not a repository' };

test('a refused form keeps what was typed and says at each field what is wrong', { tag: '@no-scripts' }, async ({ page }) => {
  await signIn(page, 'dev-a', '/requests/new');
  await fill(page, wrong);
  // The browser's own checks would hold the form back; a server may not rely on them.
  await page.locator('form.form').evaluate((form) => form.setAttribute('novalidate', ''));
  const [response] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByRole('button', { name: 'Submit for approval' }).click(),
  ]);
  expect(response.status()).toBe(422);
  for (const field of ['name', 'source'] as const) {
    await expect(page.locator(`#${field}`)).toHaveValue(wrong[field]);
    await expect(page.locator(`#${field}`)).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator(`#${field}-error`)).toBeVisible();
  }
  await expect(page.locator('#description')).toHaveValue(wrong.description);
  await expect(page.locator('#name-offer')).toContainText('my-app');
});
