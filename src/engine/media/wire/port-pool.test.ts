import { describe, expect, it } from 'vitest'
import { PORT_REST_MS, PortPool } from './port-pool.ts'

/** A pool on a clock of its own; `random` draws the first of the free ones unless told. */
function pool(range: { min: number; max: number }, random: (below: number) => number = () => 0) {
  const time = { nowMs: 1_000 }
  return { time, ports: new PortPool({ range, random, nowMs: () => time.nowMs }) }
}

const drain = (ports: PortPool) => {
  const taken: number[] = []
  for (let port = ports.take(); port !== undefined; port = ports.take()) taken.push(port)
  return taken.toSorted((a, b) => a - b)
}

describe('media ports', () => {
  it('are even, with room for RTCP above, each given out once', () => {
    const { ports } = pool({ min: 10_001, max: 10_008 })
    expect(ports.pairs).toBe(3)
    expect(drain(ports)).toEqual([10_002, 10_004, 10_006])
    expect([ports.inUse, ports.take()]).toEqual([3, undefined])
  })

  it('are drawn from all that are free: 0-0 stands for 16384-32767', () => {
    const drawn: number[] = []
    const { ports } = pool({ min: 0, max: 0 }, (below) => {
      drawn.push(below)
      return below - 1
    })
    expect([ports.take(), ports.take()]).toEqual([32_766, 32_764])
    expect(drawn).toEqual([8_192, 8_191])
  })

  it('rest after use', () => {
    const { time, ports } = pool({ min: 10_000, max: 10_003 })
    expect(ports.take()).toBe(10_000)
    ports.release(10_000)
    expect(ports.take()).toBe(10_002)
    ports.release(10_002)
    time.nowMs += PORT_REST_MS
    expect(drain(ports)).toEqual([10_000, 10_002])
  })

  it('give up the longest rest rather than refuse a call', () => {
    const { time, ports } = pool({ min: 10_000, max: 10_005 })
    drain(ports)
    for (const port of [10_004, 10_000, 10_002]) {
      time.nowMs += 1
      ports.release(port)
    }
    expect([ports.take(), ports.take(), ports.take(), ports.take()]).toEqual([10_004, 10_000, 10_002, undefined])
  })

  it('that another program holds are not tried again until they have rested', () => {
    const { time, ports } = pool({ min: 10_000, max: 10_003 })
    for (const port of drain(ports)) ports.refuse(port)
    expect([ports.take(), ports.inUse]).toEqual([undefined, 0])
    time.nowMs += PORT_REST_MS - 1
    expect(ports.take()).toBeUndefined()
    time.nowMs += 1
    expect(drain(ports)).toHaveLength(2)
  })

  it('given back twice are given out once', () => {
    const { time, ports } = pool({ min: 10_000, max: 10_001 })
    expect(ports.take()).toBe(10_000)
    ports.release(10_000)
    ports.release(10_000)
    ports.refuse(10_000)
    time.nowMs += PORT_REST_MS
    expect(drain(ports)).toEqual([10_000])
  })

  it.each([
    { min: 10_001, max: 10_002 },
    { min: 20_000, max: 10_000 },
    { min: 60_000, max: 70_000 },
  ])('refuse the range $min-$max', (range) => {
    expect(() => pool(range)).toThrow(`${range.min}-${range.max}`)
  })
})
