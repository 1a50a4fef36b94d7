import { describe, expect, it } from 'vitest'
import { ConnectionPool, type Guest } from './connection-pool.ts'

const limits = { maxStrangers: 4, maxStrangersPerNetwork: 3, maxEarned: 3, maxEarnedPerNetwork: 2 }

interface TestGuest extends Guest {
  readonly name: string
}

function setting(some: Partial<typeof limits> = {}) {
  const pool = new ConnectionPool<TestGuest>({ ...limits, ...some })
  const closed: string[] = []
  const come = (name: string, address: string): TestGuest => {
    const guest = { name, address, close: () => closed.push(name) }
    pool.admit(guest)
    return guest
  }
  return { pool, closed, come }
}

describe('who may hold a connection', () => {
  it('makes room within a network for its next stranger, the oldest first', () => {
    const { pool, closed, come } = setting()
    for (const name of ['a', 'b', 'c', 'd', 'e']) come(name, '192.0.2.1')
    expect(closed).toEqual(['a', 'b'])
    expect(pool.strangers).toBe(3)
  })

  it('when all are full, makes room at the network that holds most', () => {
    const { closed, come } = setting()
    come('alone', '192.0.2.1')
    for (const name of ['a', 'b', 'c']) come(name, '192.0.2.66')
    come('another', '192.0.2.2')
    come('third', '192.0.2.3')
    expect(closed).toEqual(['a', 'b'])
  })

  it('never closes a connection that has earned its time for a stranger', () => {
    const { pool, closed, come } = setting()
    const phone = come('phone', '192.0.2.1')
    expect(pool.earn(phone)).toBe(true)
    for (let n = 0; n < 50; n++) come(`s${n}`, '192.0.2.1')
    for (let n = 0; n < 50; n++) come(`t${n}`, `192.0.2.${n}`)
    expect(closed).not.toContain('phone')
    expect([pool.earned, pool.strangers]).toEqual([1, 4])
  })

  it('counts the earned ones of a NAT apart from its strangers', () => {
    const { closed, come, pool } = setting()
    for (const name of ['a', 'b']) pool.earn(come(name, '192.0.2.1'))
    for (const name of ['c', 'd', 'e']) come(name, '192.0.2.1')
    expect(closed).toEqual([])
  })

  it('leaves who comes after the last place for an earned connection a stranger', () => {
    const { pool, come } = setting()
    const of = (address: string) => pool.earn(come('x', address))
    expect([of('192.0.2.1'), of('192.0.2.1'), of('192.0.2.1')]).toEqual([true, true, false])
    expect([of('192.0.2.2'), of('192.0.2.3')]).toEqual([true, false])
  })

  it('takes the addresses of one IPv6 subscriber together', () => {
    const { closed, come } = setting({ maxStrangersPerNetwork: 1 })
    come('a', '2001:db8::1')
    come('b', '2001:db8::2')
    come('c', '2001:db8:0:1::2')
    expect(closed).toEqual(['a'])
  })

  it('counts everybody out once', () => {
    const { pool, come } = setting()
    const stranger = come('a', '192.0.2.1')
    const phone = come('b', '192.0.2.1')
    pool.earn(phone)
    expect(pool.earn(phone)).toBe(false)
    pool.leave(stranger, false)
    pool.leave(stranger, false)
    pool.leave(phone, true)
    expect([pool.strangers, pool.earned]).toEqual([0, 0])
    for (const name of ['c', 'd', 'e']) come(name, '192.0.2.1')
    expect(pool.strangers).toBe(3)
  })
})
