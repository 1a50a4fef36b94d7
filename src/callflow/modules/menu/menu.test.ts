import { describe, expect, it } from 'vitest'
import { makeDocument, type Menu } from '../../design/document.ts'
import { call, drawFlow, heard, insideCaller, outsideCaller } from '../../rehearse/small-design.ts'
import type { Caller } from '../../run/script.ts'
import { mayHunt } from './may-hunt.ts'

const end = { response: { sipStatus: 486 } }
const menuFlow = drawFlow({ id: 'main', nodes: { menu: { menuId: 'menu' } } })

/** Whether somebody who keys these digits in a menu that hunts is put through. */
function hunted(keys: string, caller: Caller, patternsFromOutside = false, limits: Partial<Menu> = {}) {
  const documents = [makeDocument('menu', { id: 'menu', name: 'Menu', hunt: true, maxDigits: 8, ...limits })]
  const line = { ...drawFlow({ id: 'line', nodes: end }), patterns: ['^9([0-9]+)$'], patternsFromOutside }
  const main = drawFlow({ id: 'sales', nodes: end, numbers: ['2000'] })
  const called = call([menuFlow, line, main], [`keys:${keys}`], { documents, caller })
  return heard(called).includes('menu-transferring_call')
}

describe('hunting (M33)', () => {
  it('takes a caller from outside to exact numbers, and by patterns only where these are for them (ADR 58)', () => {
    expect(hunted('2000', outsideCaller)).toBe(true)
    expect(hunted('9123456', outsideCaller)).toBe(false)
    expect(hunted('9123456', outsideCaller, true)).toBe(true)
    expect(hunted('9123456', insideCaller('1001'))).toBe(true)
  })

  it.each([
    ['allowed', { huntAllow: '^2', huntDeny: '' }, true],
    ['not allowed', { huntAllow: '^1', huntDeny: '' }, false],
    ['refused', { huntAllow: '', huntDeny: '0$' }, false],
    ['allowed by what cannot be read', { huntAllow: '^(?=2)', huntDeny: '' }, false],
    ['refused by what cannot be read', { huntAllow: '^2', huntDeny: '^(?!1)' }, false],
  ])('an extension that is %s', (_what, limits, expected) => {
    expect(mayHunt(limits, '2000')).toBe(expected)
  })

  it('stays in the menu when what is to be refused cannot be read', () => {
    expect(hunted('2000', outsideCaller, false, { huntDeny: '(' })).toBe(false)
  })
})
