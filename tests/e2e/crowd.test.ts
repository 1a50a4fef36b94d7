import type { Locator } from 'playwright-core'
import { afterEach, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { putDocuments } from '../harness/put-documents.ts'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'

const COLUMNS = 20
const ROWS = 30

/** Steps that stand close: all in sight from far. */
function crowdedFlow() {
  const nodes = Array.from({ length: COLUMNS * ROWS }, (_, at) => ({
    id: `n${at}`,
    type: 'hang-up',
    version: 1,
    label: `Step ${at}`,
    disabled: false,
    settings: {},
    position: { x: (at % COLUMNS) * 260, y: Math.floor(at / COLUMNS) * 140 },
  }))
  const wires = nodes.slice(1).map(({ id }, at) => ({ from: `n${at}`, branch: '_', to: id }))
  const byId = Object.fromEntries(nodes.map((node) => [node.id, node]))
  return makeDocument('callflow', { id: 'crowd', name: 'Crowd', numbers: ['9000'], entry: 'n0', nodes: byId, wires })
}

describeWith(['chromium'], 'a crowd of steps', ({ chromium }) => {
  let open: Scene | undefined
  afterEach(() => open?.close())

  it('is one picture, in which steps are chosen by click and by frame, and is steps again from near', async () => {
    open = await openScene(chromium, { engine: false, view: { width: 1_600, height: 1_000 } })
    const { app, api, page, editor, errors } = open
    await putDocuments(api, { label: 'Make a crowd', put: [crowdedFlow()] })
    await page.goto(`${new URL(app.url).origin}/#/callflows/crowd`)
    await editor.step('Step 0').waitFor()
    await page.keyboard.press('Shift+1')
    const crowd = page.getByRole('img', { name: `${COLUMNS * ROWS} steps, too small to be read: zoom in` })
    await crowd.waitFor()
    await editor.step('Step 0').waitFor({ state: 'detached' })
    await still(crowd)

    const frame = await crowd.boundingBox()
    if (!frame) throw new Error('the picture is on the page')
    /** The middle of a step: the picture has 32 px of the flow beside them. */
    const zoom = frame.width / ((COLUMNS - 1) * 260 + 232 + 64)
    const at = (column: number, row: number) => ({
      x: frame.x + (32 + column * 260 + 116) * zoom,
      y: frame.y + (32 + row * 140 + 49) * zoom,
    })
    const chosen = at(3, 2)
    await page.mouse.click(chosen.x, chosen.y)
    await editor.inspector('Step 43').waitFor()
    await editor.step('Step 43').waitFor()
    await expect.poll(() => page.locator('.react-flow__node-step').count()).toBe(1)

    const [from, to] = [at(5, 5), at(7, 6)]
    await page.keyboard.down('Shift')
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x, to.y, { steps: 4 })
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await editor.step('Step 127').waitFor()
    await expect.poll(() => page.locator('.react-flow__node-step.selected').count()).toBe(6)

    /** Between two steps of a row: the wire that joins them turns back up there. */
    const between = { x: at(8, 8).x + 130 * zoom, y: at(8, 8).y }
    await page.mouse.move(between.x, between.y)
    await page.locator('.cw-wire.is-hovered').waitFor({ state: 'attached' })
    await page.mouse.click(between.x, between.y)
    await page.locator('.cw-wire.is-selected').waitFor({ state: 'attached' })
    await editor.step('Step 127').waitFor({ state: 'detached' })
    await page.keyboard.press('Delete')
    await expect.poll(() => page.locator('.cw-wire').count()).toBe(0)

    const map = await page.getByRole('img', { name: 'Overview of the callflow' }).boundingBox()
    if (!map) throw new Error('the map is on the page')
    await page.mouse.click(map.x + map.width / 2, map.y + map.height - 3)
    await expect.poll(async () => (await crowd.boundingBox())?.y ?? 0).toBeLessThan(frame.y - 100)
    const beside = { x: frame.x + frame.width + 40, y: frame.y + 60 }
    await page.mouse.click(beside.x, beside.y)
    await editor.step('Step 127').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /back to 100 %/ }).click()
    await crowd.waitFor({ state: 'detached' })
    await page.locator('.react-flow__node-step').first().waitFor()
    await page.locator('.react-flow__edge').first().waitFor()
    expect(errors).toEqual([])
  })
})

/** Until the view has come to rest. */
async function still(locator: Locator): Promise<void> {
  await expect
    .poll(async () => {
      const before = await locator.boundingBox()
      await locator.page().evaluate(() => new Promise((drawn) => setTimeout(drawn, 250)))
      const after = await locator.boundingBox()
      return before !== null && before.x === after?.x && before.width === after.width
    })
    .toBe(true)
}
