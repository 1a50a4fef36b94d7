import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { documentValue } from './document-value.ts'

const user = makeDocument('user', {
  id: 'u',
  name: 'Alex',
  email: 'alex@example.test',
  hotDesk: { enabled: true, id: '7', pin: '4711', requirePin: true, keepLoggedInElsewhere: false },
  officeAnywhere: { enabled: true, pin: '2580', numbers: [] },
  foreign: { kazoo: { shipping: 'express', sip: { password: 'hush' }, pins: '99', hotdesk: { pin: '4711' } } },
})

describe('a value of a document (M37)', () => {
  it.each([
    ['email', 'alex@example.test'],
    ['officeAnywhere.enabled', 'true'],
    ['office_anywhere.enabled', 'true'],
    ['hotDesk.requirePin', ''],
    ['shipping', 'express'],
    ['nothing.there', ''],
    ['constructor.name', ''],
  ])('at %s is "%s"', (path, value) => {
    expect(documentValue(user, path)).toBe(value)
  })

  it.each(['hotDesk.pin', 'hot_desk.pin', 'hotdesk.pin', 'officeAnywhere.pin', 'sip.password', 'pins'])(
    'is never told at %s',
    (path) => {
      expect(documentValue(user, path)).toBe('')
    },
  )
})
