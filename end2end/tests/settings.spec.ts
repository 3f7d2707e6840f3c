// Settings of a repository that is there: looked at, asked for, and in force in the end.

import { approve, ready } from '../support/story.ts';
import { expect, signIn, test } from '../support/test.ts';

test('other settings are looked at, asked for, and in force in the end', async ({ page, somebody }, { project }) => {
  await signIn(page, 'dev-a');
  const name = `payments/settled-${project.name}`;
  const pages = await ready(page, somebody, name);
  await page.goto(`${pages}settings`);
  await page.getByLabel('AWS tags of your own').fill('no sign');
  await page.getByRole('button', { name: 'Look at the change' }).click();
  await expect(page.getByRole('alert')).toContainText('as key=value');
  await expect(page.getByLabel('AWS tags of your own')).toHaveValue('no sign');
  await page.getByLabel('AWS tags of your own').fill('stage=prod');
  await page.getByRole('radio', { name: /^Immutable A tag never/ }).check();
  await page.getByRole('button', { name: 'Look at the change' }).click();
  const changes = page.getByRole('table', { name: 'Each setting that changes, before and after' });
  await expect(changes).toContainText('Immutable');
  await expect(changes).toContainText('AWS tag stage');
  await page.getByRole('textbox', { name: /^Why/ }).fill('Releases stay what they are.');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await expect(page.getByRole('main')).toContainText('Settings, requested by dev-a');
  await approve(page, somebody);
  await expect(page.getByRole('main')).toContainText(`What was asked for ${name} is in force.`);
  await page.goto(`${pages}settings`);
  await expect(page.getByLabel('AWS tags of your own')).toHaveValue('stage=prod');
});
