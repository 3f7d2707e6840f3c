// A repository after it is ready: how to use it, who may, how long images stay, how it fares, what happened to it.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { approve, ask, decide, ended, pagesOf, ready } from '../support/story.ts';
import { expect, signIn, test } from '../support/test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const TABS = ['use', 'access', 'lifecycle', 'settings', 'monitoring', 'history'];

/** The pages of a repository that somebody looks after and that images were pushed to. */
async function found(page: Page): Promise<string> {
  await page.goto('/inventory?state=ready&sort=images&order=desc');
  const href = await page.locator('main th a[href^="/repositories/"]').first().getAttribute('href');
  return `${href}/-/`;
}

/** The pages of a repository that a request of this person is about. */
async function asked(page: Page, name: string): Promise<string> {
  await ask(page, name);
  return pagesOf(page, name);
}

test('the commands are those of the client that is chosen, and the files come down', async ({ page }, { project }) => {
  await signIn(page, 'dev-a');
  const pages = await asked(page, `payments/used-${project.name}`);
  await page.goto(`${pages}use`);
  await expect(page.getByRole('main')).toContainText('docker login --username AWS');
  await page.getByRole('navigation', { name: 'Client' }).getByRole('link', { name: 'Podman' }).click();
  await expect(page).toHaveURL(/client=podman/);
  await expect(page.getByRole('main')).toContainText('podman login --username AWS');
  await expect(page.getByRole('main')).not.toContainText('docker login');
  const files: [string, string, RegExp][] = [
    ['Download the workflow', 'application/yaml', /id-token: "?write"?/],
    ['Download the policy', 'application/json', /ecr:PutImage/],
    ['Download the trust policy', 'application/json', /AssumeRoleWithWebIdentity/],
  ];
  for (const [link, kind, says] of files) {
    const href = await page.getByRole('link', { name: link, exact: true }).getAttribute('href');
    const answer = await page.request.get(href ?? '');
    expect(answer.headers()['content-type']).toBe(kind);
    expect(answer.headers()['content-disposition']).toMatch(/^attachment; filename="[\w.-]+"$/);
    expect(await answer.text()).toMatch(says);
  }
});

test('a workflow is bound to the branch that somebody types', async ({ page }, { project }) => {
  await signIn(page, 'dev-a');
  await page.goto(`${await asked(page, `payments/bound-${project.name}`)}use`);
  await page.getByLabel('Branch that publishes').fill('release/2');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByRole('main')).toContainText('ref:refs/heads/release/2');
  await page.getByLabel('Branch that publishes').fill('release/*');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByLabel('Branch that publishes')).toHaveAttribute('aria-invalid', 'true');
});

test('pulls are drawn for the time that is chosen, with the numbers as a table', async ({ page }) => {
  await signIn(page, 'dev-a');
  await page.goto(`${await found(page)}monitoring`);
  await page.getByRole('navigation', { name: 'Time shown' }).getByRole('link', { name: '7 days' }).click();
  const pulls = page.getByRole('figure', { name: 'Pulls a day' });
  await expect(pulls.getByRole('img', { name: /^Pulls a day\. From/ })).toBeVisible();
  await pulls.getByText('Show as table').click();
  await expect(pulls.getByRole('row')).toHaveCount(8);
});

test('alarms are shown as manifests, and what cannot be meant is told', async ({ page }, { project }) => {
  await signIn(page, 'dev-a');
  const pages = await asked(page, `payments/watched-${project.name}`);
  await page.goto(`${pages}monitoring`);
  await page.getByLabel('More pulls in an hour than').fill('many');
  await page.getByRole('button', { name: 'Show the manifests' }).click();
  await expect(page.getByRole('alert')).toContainText('Write a whole number above 0');
  await page.getByLabel('More pulls in an hour than').fill('500');
  await page.getByRole('button', { name: 'Show the manifests' }).click();
  await expect(page.getByText('alert-many-pulls.yaml')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Who pulled isn’t known');
  const href = await page.getByRole('link', { name: 'Download all in one file' }).getAttribute('href');
  const answer = await page.request.get(href ?? '');
  expect(answer.headers()['content-type']).toBe('application/yaml');
  expect(await answer.text()).toContain('kind: MetricAlarm');
});

test('alarms are asked for, reviewed, and in force in the end', async ({ page, somebody }, { project }) => {
  await signIn(page, 'dev-a');
  const name = `payments/guarded-${project.name}`;
  const pages = await ready(page, somebody, name);
  await page.goto(`${pages}monitoring`);
  await page.getByLabel('More pulls in an hour than').fill('700');
  await page.getByRole('button', { name: 'Show the manifests' }).click();
  await page.getByLabel('Why').fill('Black Friday');
  await page.getByRole('button', { name: 'Ask for these alarms' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await expect(page.getByRole('main')).toContainText('Alarms, requested by dev-a');
  await approve(page, somebody);
  await expect(page.getByRole('main')).toContainText(`What was asked for ${name} is in force.`);
  await page.goto(`${pages}monitoring`);
  await expect(page.getByRole('main')).toContainText('More than 700 pulls within an hour.');
  await expect(page.getByRole('main')).toContainText('was carried out last');
});

test('a workflow is a pull request into the application, done with its merge', async ({ page, somebody }, { project }) => {
  await signIn(page, 'dev-a');
  const pages = await ready(page, somebody, `payments/published-${project.name}`);
  await page.goto(`${pages}use`);
  await page.getByRole('button', { name: 'Ask for the pull request' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await expect(page.getByRole('main')).toContainText('GitHub Actions workflow, requested by dev-a');
  await approve(page, somebody);
  await expect(page.getByRole('main')).toContainText('The pull request is merged.');
  await expect(page.getByRole('main')).not.toContainText('Crossplane');
});

test('another lifecycle policy is tried on the images, asked for, and in force in the end', async ({ page, somebody }, { project }) => {
  test.slow();
  await signIn(page, 'dev-a');
  const name = `payments/kept-short-${project.name}`;
  const pages = await ready(page, somebody, name);
  await page.goto(`${pages}lifecycle`);
  await page.getByRole('button', { name: 'Edit as JSON' }).click();
  await page.locator('#policy').fill('{"rules": [{"rulePriority": 0}]}');
  await page.getByRole('button', { name: 'Check and preview' }).click();
  await expect(page.getByRole('alert')).toContainText('AWS would refuse this policy');
  await expect(page.locator('#policy')).toHaveValue('{"rules": [{"rulePriority": 0}]}');
  await page.getByRole('link', { name: 'Keep releases long and everything else short' }).click();
  await expect(page.locator('#r1-tags')).toHaveValue('v*');
  if (project.name === 'scripts') {
    // What is said about why outlasts a policy that can't be asked for.
    const why = page.getByRole('textbox', { name: /^Why/ });
    await why.fill('Fewer are enough.');
    await page.locator('#r1-number').fill('0');
    await expect(page.locator('#tried')).toContainText('AWS would refuse this policy');
    await page.locator('#r1-number').fill('40');
    await expect(why).toHaveValue('Fewer are enough.');
  }
  await page.getByRole('button', { name: 'Ask for this policy' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
  await expect(page.getByRole('main')).toContainText('Lifecycle policy, requested by dev-a');
  // Nobody knows what it would do to images that were never read: two people have to want it.
  await decide(await somebody('reviewer-m'), page);
  await decide(await somebody('admin-z'), page);
  await ended(page);
  await expect(page.getByRole('main')).toContainText(`What was asked for ${name} is in force.`);
});

test('rules are written one by one, and what is wrong stands beside its field', async ({ page }) => {
  await signIn(page, 'dev-a');
  await page.goto(`${await found(page)}lifecycle?preset=keep-last`);
  const rules = page.getByRole('group', { name: /^Rule \d/ });
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await expect(rules).toHaveCount(2);
  // The new one comes first: AWS wants the rule for all images to be the last.
  await expect(page.locator('#r0-images')).toHaveValue('untagged');
  await page.locator('#r0-number').fill('soon');
  await page.getByRole('button', { name: 'Check and preview' }).click();
  await expect(page.locator('#r0-number')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#r0-number-error')).toContainText('whole number');
  await page.locator('#r0-number').fill('30');
  await page.getByRole('button', { name: 'Move rule 1 down' }).click();
  await expect(page.locator('#r1-number')).toHaveValue('30');
  await expect(page.getByRole('alert').first()).toContainText('AWS would refuse this policy');
  await page.getByRole('button', { name: 'Move rule 2 up' }).click();
  await expect(page.getByRole('heading', { name: 'What it would do' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove rule 1' }).click();
  await expect(rules).toHaveCount(1);
});

test('a policy is tried while it is written @scripts', async ({ page }) => {
  await signIn(page, 'dev-a');
  await page.goto(`${await found(page)}lifecycle?preset=keep-last`);
  const outcome = page.locator('#tried');
  await page.locator('#r0-number').fill('0');
  await expect(outcome).toContainText('AWS would refuse this policy');
  await page.locator('#r0-number').fill('1');
  await expect(outcome.getByRole('heading', { name: 'What it would do' })).toBeVisible();
  await expect(page.locator('#r0-number')).toBeFocused();
});

test('the history says who asked for what and when', async ({ page }, { project }) => {
  await signIn(page, 'dev-a');
  await page.goto(`${await asked(page, `payments/recorded-${project.name}`)}history`);
  const records = page.getByRole('table', { name: 'What was recorded, newest first' });
  const submitted = records.getByRole('row', { name: /Submitted/ });
  await expect(submitted).toContainText('dev-a');
  await expect(submitted).toContainText('UTC');
  await expect(page.getByRole('main')).toContainText('as they were written');
  await submitted.getByRole('link', { name: /^REQ-/ }).click();
  await expect(page).toHaveURL(/\/requests\//);
});

for (const width of [1440, 390]) {
  test(`every tab is for everybody, ${width} wide @scripts`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, 'dev-a');
    const pages = await found(page);
    for (const tab of TABS) {
      await page.goto(`${pages}${tab}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      // What is folded away is judged, too.
      await page.evaluate(() => {
        for (const fold of document.querySelectorAll('main details')) fold.setAttribute('open', '');
      });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, `pixels to scroll ${tab} sideways`).toBe(0);
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      const seen = violations.map(({ id, nodes }) => `${tab} ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
      expect(seen).toEqual([]);
    }
  });
}
