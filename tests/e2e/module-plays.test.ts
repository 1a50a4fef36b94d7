import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { step } from '../../src/callflow/design/extension.ts'
import { stackPosition } from '../../src/callflow/design/layout.ts'
import { modules } from '../../src/callflow/modules/registry.ts'
import { describeWith } from '../tools.ts'
import { modulePlays, playDocuments } from './module-plays.ts'
import { openScene, type Scene } from './scene.ts'
import { putDocuments } from '../harness/put-documents.ts'

const numberOf = (type: string) => String(7_600 + modules.findIndex((each) => each.type === type))

/** A flow of the step and what a caller hears after it. */
function flowOf(type: string) {
  const { settings = {}, leavesBy = '_' } = modulePlays[type] ?? {}
  const definition = modules.find((each) => each.type === type)
  const leaves = leavesBy !== '_' || definition?.branches.some(({ name }) => name === '_')
  const nodes = [
    step('it', type, settings, stackPosition(0)),
    step('after', 'play-media', { mediaId: 'media-main-greeting' }, stackPosition(1)),
  ]
  return makeDocument('callflow', {
    id: `play-${type}`,
    name: `${numberOf(type)} ${type}`,
    numbers: [numberOf(type)],
    entry: 'it',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    wires: leaves ? [{ from: 'it', branch: leavesBy, to: 'after' }] : [],
  })
}

it('there is a call to play for every step, and none for a step that does not exist', () => {
  expect(Object.keys(modulePlays).toSorted()).toEqual(modules.map(({ type }) => type).toSorted())
})

/** Casey calls a flow of one step, on a Wednesday morning, in the panel itself. */
describeWith(['chromium'], 'the rehearsal panel plays every step', ({ chromium }) => {
  let scene: Scene
  let panel: Locator
  let now: Locator

  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false, view: { width: 1440, height: 960 } })
    const { page, editor, api } = scene
    await putDocuments(api, {
      label: 'Draw a flow for every step',
      put: [...playDocuments, ...modules.map(({ type }) => flowOf(type))],
    })
    panel = page.getByRole('region', { name: 'Rehearsal' })
    now = panel.getByRole('group', { name: 'The call now' })
    await editor.goTo('Callflows')
    await page.getByRole('link', { name: /^1001 Alex Moreau/ }).click()
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click()
    await panel.getByLabel('Date and time').fill('2026-11-18T10:30')
  })
  afterAll(async () => {
    await scene?.close()
  })

  it.each(modules.map(({ type, name }) => [name, type] as const))('%s', async (name, type) => {
    const { editor } = scene
    const play = modulePlays[type]
    if (!play) throw new Error(`nobody has written how ${type} is played`)
    const again = panel.getByRole('button', { name: 'New call' })
    if ((await again.count()) > 0) await again.click()
    const caller = play.isFromOutside ? 'An outside number' : /Casey Lindgren/
    await editor.choose(panel.getByRole('combobox', { name: 'Caller' }), caller)
    await panel.getByLabel('Number dialled').fill(numberOf(type))
    await panel.getByRole('button', { name: 'Start call', exact: true }).click()
    for (const what of play.does ?? []) await happens(what)
    const events = panel.getByRole('list', { name: 'Events' })
    for (const line of play.says) await events.getByText(line, { exact: true }).first().waitFor()
    const lines = await events.getByRole('listitem').allInnerTexts()
    const said = lines.map((line) => line.replace(/^[\d:]+\s*/, '').trim())
    expect(said).toEqual(expect.arrayContaining([...play.says]))
    // The step itself was entered.
    expect(said).toContain(name)
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })

  async function happens(what: string): Promise<void> {
    const keys = /^keys:(.+)$/.exec(what)?.[1]
    if (keys === undefined) await now.getByRole('button', { name: what, exact: true }).click()
    else if (keys.length === 1) await now.getByRole('button', { name: `Press ${keys}`, exact: true }).click()
    else {
      await now.getByLabel('Several keys').fill(keys)
      await now.getByLabel('Several keys').press('Enter')
    }
  }
})
