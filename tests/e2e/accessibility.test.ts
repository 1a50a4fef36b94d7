import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../tools.ts'
import { openPage } from './app.ts'
import { Editor } from './editor.ts'
import { openScene, type Scene } from './scene.ts'

describeWith(['chromium'], 'every page, for those who do not see it as drawn', ({ chromium }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
  })
  afterAll(async () => {
    await scene?.close()
  })

  it.each(['light', 'dark'] as const)(
    'has no serious fault by axe and logs no error (%s)',
    { timeout: 400_000 },
    async (scheme) => {
      const { page, context, errors } = await openPage(scene.browser, scene.app.url, { scheme })
      page.setDefaultTimeout(15_000)
      const faults: string[] = []
      for (const area of await areasOf(page)) {
        await new Editor(page).goTo(area)
        await firstRow(page)
        faults.push(...(await faultsOf(page, area, scheme)))
      }
      for (const [what, show] of Object.entries(more)) {
        await show(page)
        faults.push(...(await faultsOf(page, what, scheme)))
      }
      await context.close()
      expect(faults).toEqual([])
      expect(errors).toEqual([])
    },
  )
})

/** What is not a page of the navigation by itself; each goes on from the one before. */
const more: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'a step in the inspector': async (page) => {
    await new Editor(page).goTo('Callflows')
    await page.getByRole('link', { name: /^8001 Open hours/ }).click()
    const editor = new Editor(page)
    await editor.step('Menu').click()
    await editor.inspector('Menu').waitFor()
  },
  'a rehearsal': async (page) => {
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click()
    await page.getByRole('button', { name: 'Start call', exact: true }).click()
    await page.getByRole('group', { name: 'The call now' }).waitFor()
  },
  'the engine panel': async (page) => {
    await page.getByRole('button', { name: 'Close the rehearsal' }).click()
    await new Editor(page).enginePill.click()
    await page.getByRole('dialog', { name: 'Engine' }).waitFor()
  },
  'the phone, before anybody has one': async (page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('banner').getByRole('button', { name: 'Phone', exact: true }).click()
    await page.getByRole('combobox', { name: 'Who are you?' }).waitFor()
  },
  'the phone': async (page) => {
    const phone = page.getByRole('complementary', { name: 'Phone' })
    await new Editor(page).choose(phone.getByRole('combobox', { name: 'Who are you?' }), /Alex Moreau/)
    await phone.getByRole('button', { name: 'This is my phone' }).click()
    await phone.getByRole('group', { name: 'Keys' }).waitFor()
  },
  'the sound of the phone': async (page) => {
    const phone = page.getByRole('complementary', { name: 'Phone' })
    await phone.getByRole('button', { name: 'Sound', exact: true }).click()
    await phone.getByRole('combobox', { name: 'Microphone' }).waitFor()
  },
  'the list of new extensions': async (page) => {
    await page.getByRole('button', { name: 'Close the phone' }).click()
    await new Editor(page).goTo('Extensions')
    await page.getByRole('button', { name: 'Add from a list' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add extensions from a list' })
    await dialog.getByLabel('Or paste the list').fill('1020,Sam,Ito\n1001,Kim,Lee')
    await dialog.getByRole('table').waitFor()
  },
  'the columns of a list': async (page) => {
    await page.keyboard.press('Escape')
    await new Editor(page).goTo('Extensions')
    await page.getByRole('button', { name: 'Add from a list' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add extensions from a list' })
    await dialog.getByLabel('Or paste the list').fill('Nebenstelle;Vorname;Abteilung\n1020;Sam;Verkauf')
    await dialog.getByRole('table', { name: 'What the columns hold' }).waitFor()
  },
  'the new extension dialog': async (page) => {
    await page.keyboard.press('Escape')
    await new Editor(page).goTo('Extensions')
    await page.getByRole('button', { name: 'New extension' }).first().click()
    await page.getByRole('dialog', { name: 'New extension' }).waitFor()
  },
}

async function areasOf(page: Page): Promise<readonly string[]> {
  const links = page.getByRole('navigation', { name: 'Areas' }).getByRole('link')
  await links.first().waitFor()
  return links.evaluateAll((all) => all.map((link) => link.getAttribute('aria-label') ?? ''))
}

/** Opens what a list shows of its first line, where there is one. */
async function firstRow(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const row = page.getByRole('grid').getByRole('rowgroup').getByRole('row').first()
  if ((await row.count()) > 0) await row.click()
}

async function faultsOf(page: Page, where: string, scheme: 'light' | 'dark'): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true) // one frame: no second page for the report
  // In the dark nothing but the colours is other than in the light.
  const { violations } = await (scheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${where}: ${id} at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    )
}
