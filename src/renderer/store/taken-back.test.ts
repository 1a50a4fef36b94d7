import { describe, expect, it } from 'vitest'
import {
  nothingTakenBack,
  toRedoHere,
  withRedoneHere,
  withRedoneInFile,
  withTaken,
  withUndoneInFile,
} from './taken-back.ts'

const request = (label: string) => ({ label, base: {}, patches: [] })

describe('changes taken back before they were saved', () => {
  it('are made again in the order they were made', () => {
    const state = withTaken(withTaken(nothingTakenBack, request('second')), request('first'))
    expect(toRedoHere(state)?.label).toBe('first')
    expect(toRedoHere(withRedoneHere(state))?.label).toBe('second')
    expect(toRedoHere(withRedoneHere(withRedoneHere(state)))).toBeUndefined()
  })

  it('come after what undo took back in the file since', () => {
    const state = withUndoneInFile(withUndoneInFile(withTaken(nothingTakenBack, request('newest'))))
    expect(toRedoHere(state)).toBeUndefined()
    expect(toRedoHere(withRedoneInFile(state))).toBeUndefined()
    expect(toRedoHere(withRedoneInFile(withRedoneInFile(state)))?.label).toBe('newest')
  })

  it('leave redo to the file when there are none', () => {
    expect(withUndoneInFile(nothingTakenBack)).toBe(nothingTakenBack)
    expect(withRedoneInFile(nothingTakenBack)).toEqual(nothingTakenBack)
  })
})
