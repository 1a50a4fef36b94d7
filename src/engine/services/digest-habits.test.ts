import { describe, expect, it } from 'vitest'
import { DigestHabits } from './digest-habits.ts'

const LINPHONE = 'LinphoneiOS/5.2 belle-sip/5.3.0'

describe('digest habits', () => {
  it.each([
    ['Callwright/0.1.0', 2],
    ['baresip v3.10.1 (x86_64/linux)', 2],
    [LINPHONE, 2],
    ['baresip v1.0.0 (x86_64/linux)', 1],
    ['baresip v2.12.0 (x86_64/linux)', 1],
    ['Linphone/3.12 belle-sip/1.6.3', 1],
    ['JsSIP 3.13.8', 1],
    ['Yealink SIP-T46U 108.86.0.20', 1],
    ['', 1],
  ])('%s is offered %i', (userAgent, count) => {
    expect(new DigestHabits().offer('a', userAgent, 0)).toHaveLength(count)
  })

  it('never give up on a phone that answers, however often it asks', () => {
    const habits = new DigestHabits()
    for (let n = 0; n < 50; n++) {
      for (let request = 0; request < 4; request++) expect(habits.offer('a', LINPHONE, n)).toHaveLength(2)
      habits.answered('a')
    }
  })

  it('remember a phone that gave up although it answers to MD5', () => {
    const habits = new DigestHabits()
    for (let n = 0; n < 5; n++) habits.offer('a', LINPHONE, 0)
    habits.answered('a')
    expect(habits.offer('a', LINPHONE, 1)).toEqual(['MD5'])
    expect(habits.offer('b', LINPHONE, 1)).toEqual(['SHA-256', 'MD5'])
  })

  it('forget who was heard of longest ago', () => {
    const habits = new DigestHabits()
    for (let n = 0; n < 5; n++) habits.offer('a', LINPHONE, 0)
    for (let n = 0; n < 4_095; n++) habits.offer(`other-${n}`, LINPHONE, 0)
    expect(habits.offer('a', LINPHONE, 1)).toEqual(['MD5'])
    for (let n = 0; n < 4_096; n++) habits.offer(`more-${n}`, LINPHONE, 0)
    expect(habits.offer('a', LINPHONE, 1)).toEqual(['SHA-256', 'MD5'])
  })
})
