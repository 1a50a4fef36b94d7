import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { call, drawFlow, operations, path } from '../../rehearse/small-design.ts'

const news = makeDocument('media', { id: 'news', name: 'News', durationMs: 7_000 })

const playCall = (settings: object, choices: string[] = []) =>
  call(
    [
      drawFlow({
        nodes: { 'play-media': { mediaId: 'news', ...settings }, 'hang-up': {} },
        wires: ['play-media _ hang-up'],
      }),
    ],
    choices,
    { documents: [news] },
  )

describe('play media (M28)', () => {
  it('answers, lets the line settle for 100 ms and plays', () => {
    const played = playCall({}, ['finished'])
    expect(operations(played, 'answer')).toHaveLength(1)
    expect(operations(played, 'wait')).toMatchObject([{ durationMs: 100 }])
    expect(played.atMs).toBe(7_100)
    expect(path(played)).toEqual(['play-media _', 'hang-up end'])
  })

  it('plays before the answer when told so', () => {
    expect(operations(playCall({ answer: false }), 'answer')).toEqual([])
  })

  it('any key ends it by default', () => {
    expect(path(playCall({}, ['keys:7']))[0]).toBe('play-media _')
    expect(playCall({ terminators: '' }).question?.choices.map(({ id }) => id)).toEqual(['finished', 'hang-up'])
  })

  it('plays several times, or without end', () => {
    expect(playCall({ repeat: 3 }, ['finished']).atMs).toBe(21_100)
    const endless = playCall({ endless: true })
    expect(operations(endless, 'play')).toMatchObject([{ repeat: 'endless' }])
    expect(endless.question?.choices.map(({ id }) => id)).not.toContain('finished')
  })

  it('a missing file, or none chosen, is passed over', () => {
    expect(path(playCall({ mediaId: 'gone' }, ['missing']))[0]).toBe('play-media _')
    expect(path(playCall({ mediaId: null }))[0]).toBe('play-media _')
  })
})
