import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, type FlowNode, makeDocument } from '../../design/document.ts'
import { snapshotOf } from '../../design/snapshot.ts'
import { moduleFor, modules } from '../../modules/registry.ts'
import { writeKazoo } from './export.ts'
import { readKazoo } from './import.ts'

const node = (
  id: string,
  type: string,
  settings: Record<string, unknown> = {},
  more: Partial<FlowNode> = {},
): FlowNode => ({
  id,
  type,
  version: 1,
  label: '',
  disabled: false,
  settings: { ...(moduleFor(type)?.settings.parse(settings) as object | undefined) },
  position: { x: 0, y: 0 },
  ...more,
})

const flow = (nodes: readonly FlowNode[], wires: readonly (readonly [string, string, string])[]) =>
  makeDocument('callflow', {
    id: 'main',
    name: 'Main',
    numbers: ['8000'],
    entry: nodes[0]?.id ?? null,
    nodes: Object.fromEntries(nodes.map((each) => [each.id, each])),
    wires: wires.map(([from, branch, to]) => ({ from, branch, to })),
  })

const exported = (documents: readonly Document[]) =>
  writeKazoo(snapshotOf(documents)).files.map(({ path, text }) => [path, JSON.parse(text)] as const)

function throughKazoo(callflow: Callflow): Callflow {
  const { documents, refused } = readKazoo(writeKazoo(snapshotOf([callflow])).files)
  expect(refused).toEqual([])
  expect(documents.map(({ id }) => id)).toEqual([callflow.id])
  return documents[0] as Callflow
}

/** The graph without names of nodes: numbered in the order in which a walk by branch names meets them. */
function shape({ entry, nodes, wires }: Callflow) {
  const next = new Map<string, Map<string, string>>()
  for (const { from, branch, to } of wires) {
    if (!nodes[from] || !nodes[to]) continue
    next.set(from, (next.get(from) ?? new Map<string, string>()).set(branch, to))
  }
  const number = new Map<string, number>()
  const walk = (start: string) => {
    const open = [start]
    for (let id = open.shift(); id !== undefined; id = open.shift()) {
      if (number.has(id)) continue
      number.set(id, number.size)
      open.push(...[...(next.get(id) ?? [])].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, to]) => to))
    }
  }
  if (entry !== null) walk(entry)
  const reached = [...number.keys()].map((id) => {
    const { type, label, disabled, settings } = nodes[id] ?? node('?', '?')
    return {
      type,
      label,
      disabled,
      settings,
      next: Object.fromEntries([...(next.get(id) ?? [])].map(([b, to]) => [b, number.get(to)])),
    }
  })
  const apart = Object.values(nodes).filter(({ id }) => !number.has(id))
  return { reached, apart: apart.map(({ type, settings }) => JSON.stringify([type, settings])).sort() }
}

describe('a graph as a tree of Kazoo', () => {
  const menu = node('menu', 'menu', { menuId: 'm' })
  const user = node('ring', 'user', { userId: 'u' })
  const box = node('box', 'voicemail', { mailboxId: 'b' })

  it('is one document while every step has one way in', () => {
    const files = exported([
      flow(
        [menu, user, box],
        [
          ['menu', '1', 'ring'],
          ['ring', 'busy', 'box'],
        ],
      ),
    ])
    expect(files.map(([path]) => path)).toEqual(['callflows/main.json'])
    expect(files[0]?.[1].flow).toMatchObject({
      module: 'menu',
      children: {
        1: { module: 'user', children: { USER_BUSY: { module: 'voicemail', data: { action: 'compose', id: 'b' } } } },
      },
    })
  })

  it('puts a tail that two steps share into a document of its own, and jumps there', () => {
    const files = exported([
      flow(
        [menu, user, box],
        [
          ['menu', '1', 'ring'],
          ['menu', '2', 'box'],
          ['ring', '_', 'box'],
        ],
      ),
    ])
    const jump = { module: 'callflow', data: { id: 'main-part-1' } }
    expect(files.map(([path]) => path)).toEqual(['callflows/main.json', 'callflows/main-part-1.json'])
    expect(files[0]?.[1].flow.children).toMatchObject({ 1: { children: { _: jump } }, 2: jump })
    expect(files[1]?.[1]).toMatchObject({ numbers: [], callwright: { tail_of: 'main' }, flow: { module: 'voicemail' } })
  })

  it('leads a loop to the first step back to the callflow itself', () => {
    const [file] = exported([
      flow(
        [menu, user],
        [
          ['menu', '_', 'menu'],
          ['menu', '1', 'ring'],
        ],
      ),
    ])
    expect(file?.[1].flow.children._).toMatchObject({ module: 'callflow', data: { id: 'main' } })
  })

  it('is folded back on import: shared tails and loops are wires again', () => {
    const drawn = flow(
      [menu, user, box],
      [
        ['menu', '1', 'ring'],
        ['menu', '2', 'box'],
        ['ring', '_', 'box'],
        ['box', '_', 'ring'],
        ['menu', 'timeout', 'menu'],
      ],
    )
    expect(shape(throughKazoo(drawn))).toEqual(shape(drawn))
  })

  it('keeps steps that no wire leads to', () => {
    const drawn = flow(
      [menu, user, box],
      [
        ['ring', '_', 'box'],
        ['box', '_', 'ring'],
      ],
    )
    const back = throughKazoo(drawn)
    expect(Object.keys(back.nodes)).toHaveLength(3)
    expect(shape(back)).toEqual(shape(drawn))
  })

  it('cuts a chain of 5,000 steps into documents that an import takes', () => {
    const nodes = Array.from({ length: 5_000 }, (_, index) => node(`s${index}`, 'play-media', { mediaId: `x${index}` }))
    const drawn = flow(
      nodes,
      nodes.slice(1).map((each, index) => [`s${index}`, '_', each.id] as const),
    )
    expect(shape(throughKazoo(drawn))).toEqual(shape(drawn))
  })

  it('leaves a tail alone that an administrator of Kazoo has given a number', () => {
    const drawn = flow(
      [menu, box],
      [
        ['menu', '1', 'box'],
        ['menu', '2', 'box'],
      ],
    )
    const files = writeKazoo(snapshotOf([drawn])).files.map((file) =>
      file.path.includes('part') ? { ...file, text: file.text.replace('"numbers": []', '"numbers": ["8009"]') } : file,
    )
    const { documents } = readKazoo(files)
    expect(documents.map(({ id }) => id)).toEqual(['main', 'main-part-1'])
    expect(Object.values((documents[0] as Callflow).nodes).map(({ type }) => type)).toEqual([
      'menu',
      'callflow',
      'callflow',
    ])
  })

  it('keeps the documents of its tails when the flow is exported again', () => {
    const drawn = flow(
      [menu, user, box],
      [
        ['menu', '1', 'ring'],
        ['menu', '2', 'box'],
        ['ring', '_', 'box'],
      ],
    )
    const first = writeKazoo(snapshotOf([drawn])).files
    const { documents } = readKazoo(first.map((file) => ({ ...file, text: file.text.replace('(part 2)', '(shared)') })))
    const again = writeKazoo(snapshotOf(documents)).files
    expect(again).toEqual(first.map((file) => ({ ...file, text: file.text.replace('(part 2)', '(shared)') })))
  })

  it('round-trips whatever is drawn, up to the names of nodes', () => {
    fc.assert(
      fc.property(graphs, (drawn) => {
        expect(shape(throughKazoo(drawn))).toEqual(shape(drawn))
      }),
      { seed: 5200, numRuns: 300 },
    )
  })

  it('is stable from its first export on', () => {
    fc.assert(
      fc.property(graphs, (drawn) => {
        const first = Object.fromEntries(exported([drawn]))
        expect(Object.fromEntries(exported([throughKazoo(drawn)]))).toEqual(first)
      }),
      { seed: 5201, numRuns: 200 },
    )
  })
})

const plainTypes = modules.map(({ type }) => type).filter((type) => type !== 'time-of-day')
const content = fc.oneof(
  fc.constantFrom(...plainTypes, 'hologram').map((type) => ({ type, settings: {} as Record<string, unknown> })),
  fc.constantFrom(
    {
      type: 'ring-group',
      settings: { members: [{ id: 'u1', delaySec: 2.5 }, { id: 'u2' }], timeoutSec: 0, strategy: 'in-order' },
    },
    { type: 'time-of-day', settings: { routes: ['r1', 'r2'], orderMode: 'specific', timezone: 'Europe/Madrid' } },
    { type: 'time-of-day', settings: { routes: ['r2'], orderMode: 'listed' } },
    { type: 'play-media', settings: { mediaId: 'x', terminators: '', repeat: 3, answer: false } },
    { type: 'start-recording', settings: { label: 'sales', maxDurationSec: 60.5 } },
    { type: 'user', settings: { userId: 'u1', timeoutSec: 12.25, strategy: 'in-order', canCallSelf: true } },
    { type: 'response', settings: { sipStatus: 603, sipReason: 'No' } },
  ),
)
const branches = ['_', '1', '2', 'timeout', 'r1', 'r2', 'busy', 'no-answer', 'sip:486', 'exit-key'] as const

const graphs = fc
  .integer({ min: 1, max: 9 })
  .chain((size) => {
    const id = fc.integer({ min: 0, max: size - 1 }).map((index) => `s${index}`)
    return fc.tuple(
      fc.array(fc.tuple(content, fc.string({ maxLength: 20 }), fc.boolean()), { minLength: size, maxLength: size }),
      fc.uniqueArray(fc.tuple(id, fc.constantFrom(...branches), id), {
        selector: ([from, branch]) => `${from} ${branch}`,
        maxLength: 16,
      }),
    )
  })
  .map(([contents, wires]) =>
    flow(
      contents.map(([{ type, settings }, label, disabled], index) =>
        node(`s${index}`, type, settings, { label, disabled }),
      ),
      wires.filter(([from, branch]) => {
        const index = Number(from.slice(1))
        return contents[index]?.[0].type !== 'time-of-day' || ['_', 'r1', 'r2'].includes(branch)
      }),
    ),
  )
