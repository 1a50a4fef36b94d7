import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { call, drawFlow, operations } from '../../rehearse/small-design.ts'
import { response } from './response.ts'

const message = makeDocument('media', { id: 'sorry', name: 'Sorry' })
const respond = (settings: Record<string, unknown>, choices: string[] = []) =>
  call([drawFlow({ nodes: { response: settings } })], choices, { documents: [message] })

describe('response', () => {
  it('refuses with the status and its usual words', () => {
    expect(respond({}).ended).toMatchObject({ reason: 'responded', sipStatus: 486, sipReason: 'Busy Here' })
    expect(respond({ sipStatus: 603, sipReason: 'Not today' }).ended).toMatchObject({ sipReason: 'Not today' })
  })

  it('plays its message early, without answering', () => {
    const played = respond({ sipStatus: 480, mediaId: 'sorry' }, ['finished'])
    expect(operations(played, 'play')).toHaveLength(1)
    expect(operations(played, 'answer')).toEqual([])
    expect(played.ended).toMatchObject({ sipStatus: 480 })
  })

  it('takes failures only, and no line breaks in the words', () => {
    for (const bad of [{ sipStatus: 200 }, { sipStatus: 700 }, { sipReason: 'a\r\nEvil: 1' }]) {
      expect(response.settings.safeParse(bad).success).toBe(false)
    }
  })
})
