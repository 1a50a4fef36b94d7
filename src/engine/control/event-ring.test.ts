import { describe, expect, it } from 'vitest'
import { EventRing, type RingEntry } from './event-ring.ts'

const ring = (size = 3, epoch = 'e1') => new EventRing<string>({ size, epoch, resync: 'resync' })

async function take(
  source: EventRing<string>,
  count: number,
  lastEventId?: string,
  meanwhile?: () => void,
): Promise<RingEntry<string>[]> {
  const abort = new AbortController()
  const got: RingEntry<string>[] = []
  const following = (async () => {
    for await (const entry of source.follow(lastEventId, abort.signal)) {
      got.push(entry)
      if (got.length === count) abort.abort()
    }
  })()
  await Promise.resolve()
  meanwhile?.()
  if (count === 0) abort.abort()
  await following
  return got
}

const events = (entries: RingEntry<string>[]) => entries.map(({ event }) => event)

describe('the event ring', () => {
  it('tells a new follower what happens from now on', async () => {
    const source = ring()
    source.publish('before')
    expect(events(await take(source, 2, undefined, () => ['a', 'b'].forEach((e) => source.publish(e))))).toEqual([
      'a',
      'b',
    ])
  })

  it('resumes after the last event a follower saw, with no gap and no repeat', async () => {
    const source = ring()
    const [first] = await take(source, 1, undefined, () => source.publish('a'))
    source.publish('b')
    source.publish('c')
    expect(events(await take(source, 2, first?.id))).toEqual(['b', 'c'])
  })

  it('asks for a resync when events were lost, and goes on from there', async () => {
    const source = ring(2)
    const [first] = await take(source, 1, undefined, () => source.publish('a'))
    for (const event of ['b', 'c', 'd']) source.publish(event)
    expect(events(await take(source, 2, first?.id, () => source.publish('e')))).toEqual(['resync', 'e'])
  })

  it('asks for a resync after a restart, whose ids are others, and for ids it never gave', async () => {
    const source = ring(3, 'e2')
    source.publish('a')
    for (const id of ['e1:1', 'e2:99', 'nonsense', 'e2:-4', 'e2:1.5'])
      expect(events(await take(source, 1, id))).toEqual(['resync'])
  })

  it('keeps of events that say everything the latest alone, and no gap where the others were', async () => {
    const source = new EventRing<string>({
      size: 10,
      epoch: 'e1',
      resync: 'resync',
      isWhole: (e) => e.startsWith('all'),
    })
    for (const event of ['all 1', 'a', 'all 2', 'b']) source.publish(event)
    expect(await take(source, 3, 'e1:0')).toEqual([
      { id: 'e1:2', event: 'a' },
      { id: 'e1:3', event: 'all 2' },
      { id: 'e1:4', event: 'b' },
    ])
  })

  it('keeps as many as it has room for, also when the last of those that say everything is long gone', async () => {
    const source = new EventRing<string>({ size: 3, epoch: 'e1', resync: 'resync', isWhole: (e) => e === 'all' })
    for (const event of ['all', 'a', 'b', 'c', 'all', 'd']) source.publish(event)
    expect(events(await take(source, 3, 'e1:3'))).toEqual(['c', 'all', 'd'])
    expect(events(await take(source, 1, 'e1:2'))).toEqual(['resync'])
  })

  it('ends with its signal', async () => {
    expect(await take(ring(), 0, undefined, () => {})).toEqual([])
  })

  it('gives a follower it overtook a resync rather than a gap', async () => {
    const source = ring(2)
    const abort = new AbortController()
    const following = source.follow(undefined, abort.signal)
    const first = following.next() // waits: it follows from here
    for (const event of ['a', 'b', 'c']) source.publish(event)
    expect((await first).value).toMatchObject({ event: 'resync' })
    const next = following.next()
    source.publish('d')
    expect((await next).value).toMatchObject({ event: 'd' })
    abort.abort()
  })
})
