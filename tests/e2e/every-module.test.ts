import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { step } from '../../src/callflow/design/extension.ts'
import { stackPosition } from '../../src/callflow/design/layout.ts'
import { modules } from '../../src/callflow/modules/registry.ts'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'
import { putDocuments } from '../harness/put-documents.ts'

/** Whatever the registry holds is in the palette, can be added and has a form. */
describeWith(['chromium'], 'every step of the palette', ({ chromium }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
  })
  afterAll(async () => {
    await scene?.close()
  })

  it('is added by a click and opens its form in the inspector, which has no serious fault by axe', {
    timeout: 400_000,
  }, async () => {
    const { page, editor } = scene
    await editor.createCallflow('7000')
    const faults: string[] = []
    for (const { name, type, category } of modules) {
      await page.keyboard.press('Escape')
      const entry = page.locator(`[data-module="${type}"]`).first()
      await entry.scrollIntoViewIfNeeded()
      await entry.click()
      // Colours are those of the category's first step; reading them takes longest.
      const isFirst = modules.find((each) => each.category === category)?.type === type
      const inspector = editor.inspector(name)
      await inspector.waitFor()
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode(true) // one frame: no second page for the report
        .include(`[aria-label="Settings of ${name}"]`)
        .disableRules(isFirst ? [] : ['color-contrast'])
        .analyze()
      faults.push(
        ...violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${type}: ${id} at ${nodes.map(({ target }) => String(target)).join(', ')}`),
      )
    }
    expect(faults).toEqual([])
    await editor.saved()
    const { documents } = await scene.api.design.documents()
    const flow = documents.find((each) => each.kind === 'callflow' && each.numbers.includes('7000'))
    const drawn = flow?.kind === 'callflow' ? Object.values(flow.nodes).map(({ type }) => type) : []
    expect(drawn.toSorted()).toEqual(modules.map(({ type }) => type).toSorted())
  })

  it('is found by search in a folded group too', async () => {
    const { page } = scene
    await page.keyboard.press('Escape')
    const steps = page.getByRole('region', { name: 'Steps' })
    const group = steps.getByRole('group', { name: 'Call recording' })
    await group.getByRole('button', { name: /^Call recording/ }).click()
    await group.getByRole('button', { name: 'Add Start call recording' }).waitFor({ state: 'hidden' })
    await steps.getByLabel('Find a step').fill('start call rec')
    await group.getByRole('button', { name: 'Add Start call recording' }).waitFor()
    await expect.poll(() => steps.getByRole('group').count()).toBe(1)
    await page.keyboard.press('Escape')
  })

  it('is rehearsed: a caller goes through language, caller ID and fax detection into a conference', async () => {
    const { page, editor } = scene
    const { documents } = await scene.api.design.documents()
    const conference = documents.find(({ kind }) => kind === 'conference')
    const conferenceId = conference?.id ?? ''
    const nodes = [
      step('language', 'language', { language: 'fr-fr' }, stackPosition(0)),
      step('detect', 'fax-detect', {}, stackPosition(1)),
      step('room', 'conference', { conferenceId }, stackPosition(2)),
    ]
    await putDocuments(scene.api, {
      label: 'Draw 7001',
      put: [
        makeDocument('callflow', {
          id: 'flow-7001',
          name: '7001 New steps',
          numbers: ['7001'],
          entry: 'language',
          nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
          wires: [
            { from: 'language', branch: '_', to: 'detect' },
            { from: 'detect', branch: 'voice', to: 'room' },
          ],
        }),
      ],
    })
    await editor.goTo('Callflows')
    await page.getByRole('link', { name: /^7001 New steps/ }).click()
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click()
    const panel = page.getByRole('region', { name: 'Rehearsal' })
    await panel.getByLabel('Number dialled').fill('7001')
    await panel.getByRole('button', { name: 'Start call', exact: true }).click()
    await panel.getByRole('button', { name: 'A person is calling' }).click()
    const events = panel.getByRole('list', { name: 'Events' })
    await events.getByText('Speaking fr-fr from here on').waitFor()
    await events.getByText('Listening for fax tones').waitFor()
    const current = page.getByRole('group', { name: /^Step: / }).filter({ has: page.locator('.is-current') })
    // The room asks for its PIN there.
    await editor.step('Conference').locator('.is-current').waitFor()
    await expect.poll(() => current.count()).toBe(1)
  })

  it('that live calls cannot do yet says so on the node and in the findings', async () => {
    const { page, editor } = scene
    await page.getByRole('button', { name: 'Close the rehearsal' }).click()
    await editor.step('Fax detect').getByText('Not on live calls yet').waitFor({ state: 'attached' })
    await editor.goTo('Findings')
    const known = page.getByRole('region', { name: 'Worth knowing' })
    await known
      .getByRole('link', { name: /^"Fax detect": The engine cannot tell faxes from voices yet/ })
      .first()
      .click()
    await editor.inspector('Fax detect').getByText('Not on live calls yet').waitFor()
    expect(
      await editor
        .inspector('Fax detect')
        .getByText(/The rehearsal plays it in full/)
        .count(),
    ).toBe(1)
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })
})
