// Who may use a repository: asked for, looked at before and after, and in force in the end.

import { approve, ready } from '../support/story.ts';
import { expect, signIn, test } from '../support/test.ts';

test('another account is let in to pull, after a look at who may what then', async ({ page, somebody }, { project }) => {
  await signIn(page, 'dev-a');
  const name = `payments/shared-${project.name}`;
  const pages = await ready(page, somebody, name);
  await page.goto(`${pages}access`);
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
