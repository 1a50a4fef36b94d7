import { describe, expect, it } from 'vitest'
import { isWayInSight, pathOfWay, wayOf, type Wired, wireUnder } from './crowd-wires.ts'
import { drawn } from './fixture.ts'
import { nodeWidth, type Point } from './geometry.ts'

function flowOf(places: Readonly<Record<string, Point>>, ...lines: string[]) {
  const flow = drawn(...lines)
  const nodes = Object.values(flow.nodes).map((node) => [
    node.id,
    { ...node, position: places[node.id] ?? node.position },
  ])
  return { ...flow, nodes: Object.fromEntries(nodes) }
}

const half = nodeWidth / 2
const wired = (places: Readonly<Record<string, Point>>, ...lines: string[]): Wired => ({
  flow: flowOf(places, ...lines),
  heights: new Map([['a', 100]]),
  branchesOf: () => ['_'],
})
const down = { a: { x: 0, y: 0 }, b: { x: 400, y: 300 } }
const up = { a: { x: 0, y: 500 }, b: { x: 400, y: 0 } }
const wire = { from: 'a', branch: '_', to: 'b' }

describe('a wire of a crowd', () => {
  it('goes down, across in the middle, and down to the middle of its step', () => {
    expect(wayOf(wired(down, 'a>b'), wire)).toEqual([
      { x: half, y: 100 },
      { x: half, y: 200 },
      { x: 400 + half, y: 200 },
      { x: 400 + half, y: 300 },
    ])
  })

  it('goes round where it leads back up', () => {
    const way = wayOf(wired(up, 'a>b'), wire)
    expect(way.map(({ y }) => y)).toEqual([600, 624, 624, -24, -24, 0])
    expect(way.map(({ x }) => x)).toEqual([half, half, 200 + half, 200 + half, 400 + half, 400 + half])
  })

  it('leaves by the jack of its branch', () => {
    const two: Wired = { ...wired(down, 'a>b'), branchesOf: () => ['one', '_'] }
    expect(wayOf(two, wire)[0]).toEqual({ x: nodeWidth * 0.75, y: 100 })
    expect(wayOf(two, { ...wire, branch: 'gone' })[0]).toEqual({ x: nodeWidth * 0.25, y: 100 })
  })

  it('has no way to or from a step that is gone', () => {
    expect([
      wayOf(wired(down, 'a>b'), { ...wire, to: 'z' }),
      wayOf(wired(down, 'a>b'), { ...wire, from: 'z' }),
    ]).toEqual([[], []])
  })

  it('is drawn along its way', () => {
    const way = [
      { x: 1, y: 2 },
      { x: 1, y: 5 },
    ]
    expect(pathOfWay(way)).toBe('M1 2L1 5')
  })
})

describe('a point beside the steps of a crowd', () => {
  const about = wired({ ...down, c: { x: 0, y: 300 } }, 'a>b', 'a>c')
  const at = (x: number, y: number, within = 8) => wireUnder(about, { x, y }, within)?.to

  it('is on the wire that passes it, as far as is allowed', () => {
    expect([at(300, 207), at(300, 208), at(300, 209)]).toEqual(['b', 'b', undefined])
    expect([at(300, 192), at(300, 191)]).toEqual(['b', undefined])
  })

  it('is on none beyond its ends', () => {
    expect([at(400 + half, 308), at(400 + half, 309)]).toEqual(['b', undefined])
  })

  it('is on the nearest of several, and of those as near on the one on top', () => {
    expect([at(half + 3, 205), at(half + 5, 203), at(half, 150)]).toEqual(['c', 'b', 'c'])
  })
})

describe('what is in sight of a way', () => {
  const way = [
    { x: 0, y: 0 },
    { x: 0, y: 100 },
    { x: 100, y: 100 },
  ]
  it.each([
    ['around it', { x: -10, y: -10, width: 200, height: 200 }, true],
    ['left of it', { x: -50, y: 0, width: 50, height: 50 }, false],
    ['right of it', { x: 100, y: 0, width: 50, height: 50 }, false],
    ['above it', { x: 0, y: -50, width: 50, height: 50 }, false],
    ['below it', { x: 0, y: 100, width: 50, height: 50 }, false],
  ])('a frame %s', (_where, frame, isSeen) => {
    expect(isWayInSight(way, frame)).toBe(isSeen)
  })
})
