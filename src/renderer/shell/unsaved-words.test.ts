import { describe, expect, it } from 'vitest'
import { spaceLeft, unsavedWords, whatIsWrong } from './unsaved-words.ts'

describe('what is not saved', () => {
  it('is counted, and said of which design when that is not the open one', () => {
    expect(unsavedWords(1)).toBe('Your last change is not saved yet.')
    expect(unsavedWords(3)).toBe('Your last 3 changes are not saved yet.')
    expect(unsavedWords(1, 'Office')).toBe('One change of “Office” is not saved yet.')
    expect(unsavedWords(3, 'Office')).toBe('3 changes of “Office” are not saved yet.')
  })

  it('has a reason that is true of the disk', () => {
    expect(whatIsWrong({ why: 'disk-full', freeBytes: 0 })).toBe('The disk is full.')
    expect(whatIsWrong({ why: 'disk-fails', freeBytes: null })).toBe('The disk does not take what is written.')
  })

  it('is told beforehand in whole megabytes', () => {
    expect(spaceLeft(12_900_000)).toBe('12 MB left on disk')
    expect(spaceLeft(999_999)).toBe('0 MB left on disk')
  })
})
