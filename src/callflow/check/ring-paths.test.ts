import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Callflow } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { drawFlow } from '../rehearse/small-design.ts'
import { componentsFrom } from './components.ts'
import { RingPaths, stepsOf } from './ring-paths.ts'

type Drawn = readonly {
  readonly kind: string
  readonly sec: number
  readonly to: readonly (readonly [string, number])[]
}[]

const branches = ['_', 'no-answer', 'busy'] as const

/** Steps that ring, pass and answer, with wires to later steps only, or to any. */
const drawing = (isLoopFree: boolean): fc.Arbitrary<Drawn> =>
  fc.integer({ min: 1, max: 8 }).chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, at) =>
        fc.record({
          kind: fc.constantFrom('user', 'user', 'device', 'prepend', 'play-media', 'callflow'),
          sec: fc.integer({ min: 1, max: 60 }),
          to: fc.array(
            fc.tuple(
              fc.constantFrom(...branches),
              isLoopFree ? fc.integer({ min: at + 1, max: count + 1 }) : fc.integer({ min: 0, max: count + 1 }),
            ),
            { maxLength: 3 },
          ),
        }),
      ),
    ),
  )

/** One drawing as a callflow; callflow steps lead to `other`. */
function flowOf(id: string, drawn: Drawn, other: string): Callflow {
  const key = (at: number) => `${drawn[at]?.kind}:${at}`
  const settings = { user: 'userId', device: 'deviceId', 'play-media': 'mediaId' } as const
  const nodes = drawn.map(({ kind, sec }, at): [string, Record<string, unknown>] => {
    if (kind === 'callflow') return [key(at), { callflowId: other }]
    const chosen = settings[kind as keyof typeof settings] // undefined for the one without
    return [
      key(at),
      chosen === undefined ? {} : { [chosen]: 'x', ...(chosen === 'mediaId' ? {} : { timeoutSec: sec }) },
    ]
  })
  const wires = drawn.flatMap(({ kind, to }, at) => {
    const own = new Map(to.filter(([branch, next]) => next < drawn.length && (branch === '_' || kind === 'user')))
    return [...own].map(([branch, next]) => `${key(at)} ${branch} ${key(next)}`)
  })
  return drawFlow({ id, nodes: Object.fromEntries(nodes), wires })
}

/** Every way through, one after another: the longest ringing, and the longest that comes out at the end unanswered. */
function naive(flow: Callflow, flows: ReadonlyMap<string, Callflow>): { longest: number; through: number | undefined } {
  let longest = 0
  let through: number | undefined
  const walk = (id: string | undefined, sec: number): void => {
    longest = Math.max(longest, sec)
    const node = id === undefined ? undefined : flow.nodes[id]
    if (!node) return void (through = Math.max(through ?? 0, sec))
    if (node.type === 'play-media') return
    const next = (branch: string) => flow.wires.find((wire) => wire.from === node.id && wire.branch === branch)?.to
    if (node.type === 'callflow') {
      const called = flows.get(String(node.settings['callflowId']))
      const inside = called ? naive(called, flows) : { longest: 0, through: 0 }
      longest = Math.max(longest, sec + inside.longest)
      if (inside.through !== undefined) walk(next('_'), sec + inside.through)
      return
    }
    const rings = node.type === 'prepend' ? 0 : Number(node.settings['timeoutSec'])
    walk(next('no-answer') ?? next('_'), sec + rings)
    if (node.type === 'user') for (const branch of ['busy', '_']) walk(next(branch) ?? next('_'), sec)
  }
  walk(flow.entry ?? undefined, 0)
  return { longest, through }
}

describe('ringing along every way through callflows', () => {
  it('given any two callflows without loops, one leading to the other, when the longest is asked, then it is that of every way tried', () => {
    fc.assert(
      fc.property(drawing(true), drawing(true), (first, second) => {
        const flows = [flowOf('main', first, 'tail'), flowOf('tail', second, 'gone')]
        const [main] = flows
        const path = new RingPaths(snapshotOf(flows)).longest(main as Callflow) // there are two
        expect(path.sec).toBe(naive(main as Callflow, new Map(flows.map((flow) => [flow.id, flow]))).longest)
        expect(stepsOf(path).reduce((sum, { sec }) => sum + sec, 0)).toBe(path.sec)
      }),
      { seed: 20261121, numRuns: 500 },
    )
  })

  it('given any callflows with loops, within and between them, when the longest is asked, then it ends, and no step counts twice in a row', () => {
    fc.assert(
      fc.property(drawing(false), drawing(false), (first, second) => {
        const flows = [flowOf('main', first, 'tail'), flowOf('tail', second, 'main')]
        const design = snapshotOf(flows)
        for (const flow of flows) {
          const steps = stepsOf(new RingPaths(design).longest(flow))
          expect(steps.length).toBeLessThan(200)
          for (const [at, { nodeId, callflow }] of steps.entries()) {
            const next = steps[at + 1]
            expect(next?.nodeId === nodeId && next.callflow === callflow).toBe(false)
          }
        }
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  it('given a chain of 10,000 steps, when the longest is asked, then it is their sum', () => {
    const count = 10_000
    const flow = flowOf(
      'long',
      Array.from({ length: count }, (_, at) => ({ kind: 'device', sec: 1, to: [['_', at + 1]] as const })),
      'gone',
    )
    expect(new RingPaths(snapshotOf([flow])).longest(flow).sec).toBe(count)
  })

  it('given thirty callflows of which each calls the next one twice, when the longest is asked, then it is told at once', () => {
    const flows = Array.from({ length: 30 }, (_, at) =>
      drawFlow({
        id: `flow-${at}`,
        nodes:
          at === 29
            ? { user: { userId: 'someone', timeoutSec: 20 } }
            : {
                'callflow:first': { callflowId: `flow-${at + 1}` },
                'callflow:second': { callflowId: `flow-${at + 1}` },
              },
        wires: ['callflow:first _ callflow:second'],
      }),
    )
    const [first] = flows
    if (!first) throw new Error('no flow')
    const path = new RingPaths(snapshotOf(flows)).longest(first)
    expect(stepsOf(path).length).toBeLessThanOrEqual(500)
    expect(path.sec).toBe(stepsOf(path).length * 20)
  })
})

describe('components of a graph', () => {
  it('come with what is last first, and tell circles from single nodes', () => {
    const edges: Readonly<Record<string, string[]>> = { a: ['b'], b: ['c', 'd'], c: ['b'], d: ['e'], e: ['e'] }
    const found = componentsFrom('a', (id) => edges[id] ?? [])
    expect(found.map(({ nodes, isCircular }) => [nodes.toSorted().join(''), isCircular])).toEqual([
      ['e', true],
      ['d', false],
      ['bc', true],
      ['a', false],
    ])
  })
})
