import { expect, it } from 'vitest'
import { liveSupportOf } from './live-support.ts'

it('says nothing of a step that live calls perform in full', () => {
  expect(liveSupportOf({ needs: ['dial', 'talk'], mayNeed: ['sound:prompt'] })).toBeUndefined()
  expect(liveSupportOf({})).toBeUndefined()
})

it('says what a step cannot do on live calls, and what happens instead', () => {
  expect(liveSupportOf({ needs: ['receive-fax'], mayNeed: ['detect-fax'] })).toEqual({
    level: 'none',
    message:
      'The engine cannot receive faxes yet: live calls go on as if that had failed. The rehearsal plays it in full.',
  })
})

it('says when only a part is missing, each thing once', () => {
  expect(liveSupportOf({ mayNeed: ['notify-message', 'detect-fax', 'receive-fax', 'sound:speech'] })).toEqual({
    level: 'part',
    message: 'Works on live calls, but the engine cannot tell faxes from voices or receive faxes yet.',
  })
})
