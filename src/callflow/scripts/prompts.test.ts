import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { promptIds } from './prompts.ts'

describe('system prompts that scripts play: our own words, which no account can replace yet (M18)', () => {
  it.each(promptIds)('%s has a recording in English', (promptId) => {
    const file = new URL(`../../../resources/prompts/en/${promptId}.wav`, import.meta.url)
    expect(existsSync(file)).toBe(true)
  })
})
