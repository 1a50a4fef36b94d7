/** Frames per second while panning a callflow of 500 steps in a real browser. Build first (`npm run build`). */
import { makeDocument } from '../src/callflow/design/document.ts'
import { connectApi } from '../tests/e2e/api-client.ts'
import { launchBrowser, openPage, startApp } from '../tests/e2e/app.ts'
import { putDocuments } from '../tests/harness/put-documents.ts'
import { tool } from '../tests/tools.ts'
import { record } from './record.ts'

const NODES = 500
const COLUMNS = 20
const PAN_MS = 5_000

const chromium = tool('chromium')?.path
if (!chromium) throw new Error('this benchmark needs Chromium: sudo apt-get install chromium')

function bigFlow() {
  const nodes = Array.from({ length: NODES }, (_, index) => ({
    id: `n${index}`,
    type: index % 5 === 0 ? 'ring-group' : 'play-media',
    version: 1,
    label: `Step ${index}`,
    disabled: false,
    settings: {},
    position: { x: (index % COLUMNS) * 300, y: Math.floor(index / COLUMNS) * 190 },
  }))
  return makeDocument('callflow', {
    id: 'big',
    name: `${NODES} steps`,
    numbers: ['9000'],
    entry: 'n0',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    wires: nodes.slice(1).map((node, index) => ({ from: `n${index}`, branch: '_', to: node.id })),
  })
}

const app = await startApp({ engine: false })
const connection = await connectApi(app.url)
await putDocuments(connection.api, { label: 'Make a big callflow', put: [bigFlow()] })
const browser = await launchBrowser(chromium)
const { page } = await openPage(browser, app.url, { width: 1920, height: 1080 })
const openedMs = Date.now()
await page.goto(`${new URL(app.url).origin}/#/callflows/big`)
await page.locator('.react-flow__node').first().waitFor()
const firstNodeMs = Date.now() - openedMs
await page.waitForTimeout(1_500)

/** Drags the empty canvas to and fro and counts animation frames meanwhile. */
async function pan(): Promise<{ fps: number; worstFrameMs: number; nodesInDom: number }> {
  await page.evaluate(() => {
    const frames: number[] = []
    const tick = (now: number) => {
      frames.push(now)
      if (frames.length < 100_000) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    Reflect.set(globalThis, 'benchFrames', frames)
  })
  const pane = await page.locator('.react-flow__pane').boundingBox()
  if (!pane) throw new Error('no canvas')
  const [x, y] = [pane.x + pane.width / 2, pane.y + pane.height - 40]
  await page.mouse.move(x, y)
  await page.mouse.down({ button: 'middle' })
  const endMs = Date.now() + PAN_MS
  for (let step = 0; Date.now() < endMs; step++) {
    await page.mouse.move(x + Math.sin(step / 20) * 400, y + Math.cos(step / 25) * 200 - 200)
  }
  await page.mouse.up({ button: 'middle' })
  return page.evaluate(() => {
    const frames = Reflect.get(globalThis, 'benchFrames') as number[]
    const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at))
    const lastedMs = (frames.at(-1) ?? 0) - (frames[0] ?? 0)
    return {
      fps: Math.round((gaps.length / lastedMs) * 10_000) / 10,
      worstFrameMs: Math.round(Math.max(...gaps)),
      nodesInDom: document.querySelectorAll('.react-flow__node').length,
    }
  })
}

const close100 = await pan()
await page.keyboard.press('Shift+1')
await page.waitForTimeout(1_000)
const far = await pan()
record('canvas', { nodes: NODES, firstNodeMs, ...prefixed('near', close100), ...prefixed('far', far) })

await browser.close()
connection.close()
await app.stop()

function prefixed(prefix: string, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]))
}
