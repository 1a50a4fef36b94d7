/**
 * Frames per second while panning a callflow in a real browser: 500 steps, near and whole, and 2,000 that are all in sight at once.
 * Build first (`npm run build`). `node bench/canvas.ts [500 | 2000 ...]`
 */
import type { Page } from 'playwright-core'
import { makeDocument } from '../src/callflow/design/document.ts'
import { connectApi } from '../tests/e2e/api-client.ts'
import { launchBrowser, openPage, startApp } from '../tests/e2e/app.ts'
import { putDocuments } from '../tests/harness/put-documents.ts'
import { tool } from '../tests/tools.ts'
import { record } from './record.ts'

/** The larger stands close, so that all of it is in sight at the smallest zoom there is. */
const cases = {
  500: { nodes: 500, columns: 20, pitch: { x: 300, y: 190 } },
  2000: { nodes: 2_000, columns: 32, pitch: { x: 240, y: 108 } },
} as const
type Case = (typeof cases)[keyof typeof cases]

const PAN_MS = 5_000

const chromium = tool('chromium')?.path
if (!chromium) throw new Error('this benchmark needs Chromium: sudo apt-get install chromium')

function bigFlow({ nodes: count, columns, pitch }: Case) {
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    type: index % 5 === 0 ? 'ring-group' : 'play-media',
    version: 1,
    label: `Step ${index}`,
    disabled: false,
    settings: {},
    position: { x: (index % columns) * pitch.x, y: Math.floor(index / columns) * pitch.y },
  }))
  return makeDocument('callflow', {
    id: 'big',
    name: `${count} steps`,
    numbers: ['9000'],
    entry: 'n0',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    wires: nodes.slice(1).map((node, index) => ({ from: `n${index}`, branch: '_', to: node.id })),
  })
}

const browser = await launchBrowser(chromium)
for (const name of process.argv.length > 2 ? process.argv.slice(2) : ['500', '2000']) {
  if (name !== '500' && name !== '2000') throw new Error(`${name} is no case; 500 and 2000 are`)
  record(`canvas-${name}`, await measure(cases[name]))
}
await browser.close()

async function measure(about: Case): Promise<Record<string, number>> {
  const app = await startApp({ engine: false })
  const connection = await connectApi(app.url)
  await putDocuments(connection.api, { label: 'Make a big callflow', put: [bigFlow(about)] })
  const { page } = await openPage(browser, app.url, { width: 1920, height: 1080 })
  const openedMs = Date.now()
  await page.goto(`${new URL(app.url).origin}/#/callflows/big`)
  await page.locator('.react-flow__node').first().waitFor()
  const firstNodeMs = Date.now() - openedMs
  await page.waitForTimeout(1_500)
  const near = await pan(page)
  const wholeMs = Date.now()
  await page.keyboard.press('Shift+1')
  await page.waitForTimeout(1_000)
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  const fitMs = Date.now() - wholeMs
  const far = await pan(page)
  await page.close()
  connection.close()
  await app.stop()
  return { nodes: about.nodes, firstNodeMs, fitMs, ...prefixed('near', near), ...prefixed('far', far) }
}

/** Drags the empty canvas to and fro and counts animation frames meanwhile. */
async function pan(page: Page): Promise<{ fps: number; worstFrameMs: number; nodesInDom: number }> {
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

function prefixed(prefix: string, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]))
}
