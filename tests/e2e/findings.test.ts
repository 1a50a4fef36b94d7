import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { step } from '../../src/callflow/design/extension.ts'
import { stackPosition } from '../../src/callflow/design/layout.ts'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'
import { putDocuments } from '../harness/put-documents.ts'

/** Three flows that end in nothing. Each test goes on from where the one before it stands. */
describeWith(['chromium'], 'the findings', ({ chromium }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
    await putDocuments(scene.api, {
      label: 'Draw flows that end in nothing',
      put: ['7301', '7302', '7303'].map((number) =>
        makeDocument('callflow', {
          id: `flow-${number}`,
          name: `${number} Unfinished`,
          numbers: [number],
          entry: 'wait',
          nodes: { wait: step('wait', 'sleep', {}, stackPosition(0)) },
        }),
      ),
    })
    await scene.editor.goTo('Findings')
  })
  afterAll(async () => {
    await scene?.close()
  })

  const warnings = () => scene.page.getByRole('region', { name: 'Calls may not do what was meant' })
  const deadEnds = () => warnings().getByRole('listitem').filter({ hasText: 'without a definite end' })

  it('M50: given three flows that end in nothing, when the findings are opened, then each is listed and the side bar counts them', async () => {
    const { page } = scene
    await deadEnds().nth(2).waitFor()
    await expect.poll(() => deadEnds().count()).toBe(3)
    const badge = page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Findings' })
    await expect.poll(() => badge.innerText()).toMatch(/3$/)
  })

  it('M50: given the list, when a word is typed in its filter, then only findings that have it stay', async () => {
    const { page } = scene
    await page.getByLabel('Filter findings').fill('7302')
    await deadEnds().nth(1).waitFor({ state: 'detached' })
    await expect.poll(() => deadEnds().allInnerTexts()).toEqual([expect.stringContaining('7302 Unfinished')])
    await page.getByLabel('Filter findings').fill('')
  })

  it('M50: given a finding, when it is followed, then its step is selected in its flow and says the same', async () => {
    const { page, editor } = scene
    await deadEnds().filter({ hasText: '7303' }).getByRole('link').click()
    await page.getByRole('group', { name: 'Start: 7303 Unfinished' }).waitFor()
    const note = editor.inspector('Sleep').getByRole('list', { name: 'Findings' }).getByRole('listitem')
    await note.first().waitFor()
    await expect.poll(() => note.first().innerText()).toContain('without a definite end')
    await editor.step('Sleep').getByText('1', { exact: true }).first().waitFor()
  })

  it('M50: given one of them, when its quick fix is pressed, then that flow hangs up there and the others stay as they are', async () => {
    const { editor, api } = scene
    await editor.goTo('Findings')
    await deadEnds().filter({ hasText: '7301' }).getByRole('button').click()
    await deadEnds().nth(2).waitFor({ state: 'detached' })
    await expect.poll(() => deadEnds().count()).toBe(2)
    await editor.saved()
    expect(await endsOf(api)).toEqual([1, 0, 0])
  })

  it('M50: given the others, when all of the kind are fixed at once, then none is left, and one undo brings all of them back', async () => {
    const { page, editor, api } = scene
    await warnings().getByRole('button', { name: 'Fix all of a kind' }).click()
    await page.getByRole('menuitem', { name: /^Hang up there \(2\)$/ }).click()
    await deadEnds().first().waitFor({ state: 'detached' })
    await editor.saved()
    expect(await endsOf(api)).toEqual([1, 1, 1])
    await page.getByRole('button', { name: /^Undo: Hang up there: 2 findings/ }).click()
    await deadEnds().nth(1).waitFor()
    expect(await endsOf(api)).toEqual([1, 0, 0])
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })

  /** How many steps that end the call each of the three flows has. */
  async function endsOf(api: Scene['api']): Promise<readonly number[]> {
    const { documents } = await api.design.documents()
    return ['7301', '7302', '7303'].map((number) => {
      const flow = documents.find(({ id }) => id === `flow-${number}`)
      return flow?.kind === 'callflow'
        ? Object.values(flow.nodes).filter(({ type }) => type === 'hang-up').length
        : Number.NaN
    })
  }
})
