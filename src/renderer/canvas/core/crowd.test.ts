import { describe, expect, it } from 'vitest'
import {
  boundsOf,
  boundsWithRoot,
  isCrowded,
  pictureOf,
  shows,
  sightOf,
  stepsBetween,
  stepUnder,
  wholeView,
} from './crowd.ts'
import { drawn } from './fixture.ts'
import { farZoom, nodeHeight, nodeWidth, type Point, rootWidth } from './geometry.ts'

const places = (count: number, x = 0) => Array.from({ length: count }, () => ({ x, y: 0 }))
const far = sightOf([0, 0, 0.2], { width: 1_000, height: 800 })

describe('what is in sight', () => {
  it('is the pane in coordinates of the flow', () => {
    expect(sightOf([100, -50, 0.5], { width: 1_000, height: 800 })).toEqual({
      x: -200,
      y: 100,
      width: 2_000,
      height: 1_600,
      zoom: 0.5,
    })
  })

  it('is a crowd from 400 steps on, and until they are fewer than 300', () => {
    expect([399, 400].map((count) => isCrowded(places(count), far, false))).toEqual([false, true])
    expect([299, 300].map((count) => isCrowded(places(count), far, true))).toEqual([false, true])
  })

  it('is no crowd when steps can be read', () => {
    const size = { width: 1_000, height: 800 }
    expect(isCrowded(places(2_000), sightOf([0, 0, farZoom], size), true)).toBe(false)
    expect(isCrowded(places(2_000), sightOf([0, 0, farZoom - 0.01], size), false)).toBe(true)
  })

  it.each([
    ['left of it', 400, { x: -nodeWidth, y: 0 }, false],
    ['at its left border', 400, { x: 1 - nodeWidth, y: 0 }, true],
    ['right of it', 400, { x: 5_000, y: 0 }, false],
    ['at its right border', 400, { x: 4_999, y: 0 }, true],
    ['above it', 400, { x: 0, y: -nodeHeight }, false],
    ['at its upper border', 400, { x: 0, y: 1 - nodeHeight }, true],
    ['below it', 400, { x: 0, y: 4_000 }, false],
    ['at its lower border', 400, { x: 0, y: 3_999 }, true],
  ])('counts steps %s', (_where, count, place, isCounted) => {
    const all = Array.from({ length: count }, () => place)
    expect(isCrowded(all, far, false)).toBe(isCounted)
  })
})

describe('the picture of a crowd', () => {
  const bounds = { x: 0, y: 0, width: 1_000, height: 1_000 }
  const sight = (x: number, y: number) => ({ x, y, width: 100, height: 200 })

  it('shows half a view more on every side', () => {
    expect(pictureOf(sight(300, 400), bounds)).toEqual({ x: 250, y: 300, width: 200, height: 400 })
  })

  it('shows no more than there is', () => {
    expect(pictureOf(sight(-20, 900), bounds)).toEqual({ x: 0, y: 800, width: 130, height: 200 })
    expect(pictureOf(sight(2_000, 0), bounds)).toMatchObject({ width: 0 })
  })

  it.each([
    ['as it was made', 300, 400, true],
    ['as far left as it goes', 250, 400, true],
    ['farther left', 249, 400, false],
    ['as far right as it goes', 350, 400, true],
    ['farther right', 351, 400, false],
    ['as far up as it goes', 300, 300, true],
    ['farther up', 300, 299, false],
    ['as far down as it goes', 300, 500, true],
    ['farther down', 300, 501, false],
    ['where there is nothing', 1_000, 400, true],
  ])('serves a view %s', (_where, x, y, isServed) => {
    expect(shows(pictureOf(sight(300, 400), bounds), sight(x, y), bounds)).toBe(isServed)
  })

  it('of which all is in sight serves wherever the view goes', () => {
    const all = { x: -500, y: -500, width: 2_000, height: 2_000 }
    const picture = pictureOf(all, bounds)
    expect(picture).toEqual(bounds)
    expect(shows(picture, { ...all, x: 400, y: -1_400 }, bounds)).toBe(true)
  })

  it('has room for all steps, as high as they were measured, and for wires beside them', () => {
    const flow = drawn('a>b')
    const { x, y, width, height } = boundsOf(flow, new Map([['b', 300]]))
    expect([x, y]).toEqual([-32, -32])
    expect([x + width, y + height]).toEqual([nodeWidth + 32, 200 + 300 + 32])
  })
})

describe('all of a flow', () => {
  it('is its steps and the bar it begins with', () => {
    const { x, y, width, height } = boundsWithRoot(drawn('a>b'), new Map([['b', 300]]))
    expect([x, x + width]).toEqual([nodeWidth / 2 - rootWidth / 2, nodeWidth / 2 + rootWidth / 2])
    expect([y, y + height]).toEqual([-64 - 84 - 32, 200 + 300 + 32])
  })

  it('is the bar alone where there is no step', () => {
    expect(boundsWithRoot({ ...drawn('a>b'), nodes: {}, entry: null }, new Map())).toMatchObject({
      x: -210,
      width: 420,
    })
  })

  const zooms = { min: 0.15, margin: 40 }
  it('is shown in the middle, as large as it goes', () => {
    const frame = { x: 100, y: 200, width: 1_840, height: 400 }
    expect(wholeView(frame, { width: 1_000, height: 800 }, zooms)).toEqual({ x: -10, y: 200, zoom: 0.5 })
    expect(wholeView({ ...frame, height: 3_600 }, { width: 1_000, height: 800 }, zooms).zoom).toBe(0.2)
  })

  it('is never larger than life, nor smaller than can be', () => {
    const size = { width: 1_000, height: 800 }
    expect(wholeView({ x: 0, y: 0, width: 100, height: 100 }, size, zooms)).toEqual({ x: 450, y: 350, zoom: 1 })
    expect(wholeView({ x: 0, y: 0, width: 90_000, height: 100 }, size, zooms).zoom).toBe(0.15)
  })
})

describe('a step of a crowd', () => {
  const places: Readonly<Record<string, Point>> = { a: { x: 0, y: 0 }, b: { x: 100, y: 40 }, c: { x: 1_000, y: 0 } }
  const inLine = drawn('a>b', 'b>c')
  const nodes = Object.values(inLine.nodes).map((node) => [
    node.id,
    { ...node, position: places[node.id] ?? node.position },
  ])
  const flow = { ...inLine, nodes: Object.fromEntries(nodes) }

  it('is found by a point on it: of two, the one on top', () => {
    const at = (x: number, y: number) => stepUnder(flow, new Map(), { x, y })
    expect([at(0, 0), at(nodeWidth - 1, 0), at(nodeWidth, 0), at(-1, 0)]).toEqual(['a', 'a', undefined, undefined])
    expect([at(120, 60), at(0, nodeHeight - 1), at(0, nodeHeight)]).toEqual(['b', 'a', undefined])
  })

  it('is as high as it was measured', () => {
    expect(stepUnder(flow, new Map([['a', 200]]), { x: 0, y: 199 })).toBe('a')
  })

  it('is in a frame that touches it, whichever corner was first', () => {
    expect(stepsBetween(flow, { x: 10, y: 10 }, { x: 150, y: 60 })).toEqual(['a', 'b'])
    expect(stepsBetween(flow, { x: 1_240, y: 50 }, { x: 900, y: -50 })).toEqual(['c'])
    expect(stepsBetween(flow, { x: 500, y: 0 }, { x: 900, y: 90 })).toEqual([])
  })
})
