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

test('a wrong name is noticed while it is typed, with a name that would do', { tag: '@scripts' }, async ({ page }) => {
  await signIn(page, 'dev-a', '/requests/new');
  const name = page.locator('#name');
  await name.pressSequentially(wrong.name);
  await expect(page.locator('#name-tests')).toContainText('Fail: Lowercase letters', { timeout: 1_000 });
  // What would do instead is offered once the field is left: until then the person may be about to type it.
  await name.press('Tab');
  await expect(name).toHaveAttribute('aria-invalid', 'true', { timeout: 1_000 });
  const offer = page.locator('#name-offer').getByRole('button');
  await expect(offer).toContainText('my-app', { timeout: 1_000 });
  await offer.click();
  await expect(name).toHaveValue('my-app');
  await expect(name).not.toHaveAttribute('aria-invalid', 'true');
});
