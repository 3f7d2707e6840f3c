// A session that ends while somebody types costs them a sign-in, not their answers.

import { answers, fill } from '../support/form.ts';
import { berth } from '../support/stand.ts';
import { expect, signIn, test } from '../support/test.ts';

test('a form sent after the session has ended is there again after signing in', async ({ page, context, javaScriptEnabled }, { project }) => {
  const typed = answers(`payments/kept-${project.name}`);
  await signIn(page, 'dev-a', '/requests/new');
  // Scripts ask about what was typed; the answer about the last field has to be there before the session ends.
  const asked = javaScriptEnabled
    ? page.waitForResponse((answer) => answer.url().includes('/requests/new/check?') && answer.url().includes(`cluster=${typed.cluster}`))
    : undefined;
  await fill(page, typed);
  await (await asked)?.finished();
  await context.clearCookies({ name: 'berth' });
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await page.waitForURL(/\/sign-in\?/);
  await page.getByRole('main').getByRole('link', { name: 'GitHub' }).click();
  await page.locator('button[name=login][value="dev-a"]').click();
  await page.waitForURL(`${berth}/requests/new?kept=1`);
  await expect(page.getByText('Your session had ended').first()).toBeVisible();
  for (const field of ['name', 'description', 'team', 'system', 'source'] as const) {
    await expect(page.locator(`#${field}`)).toHaveValue(typed[field]);
  }
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
});
