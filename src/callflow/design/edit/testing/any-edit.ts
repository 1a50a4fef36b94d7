import fc from 'fast-check'
import { type Callflow, makeDocument } from '../../document.ts'

/** For tests: states of one small callflow, which two people may have made of the same. */
const ids = ['a', 'b', 'c', 'd', 'e'] as const
const word = fc.constantFrom('', 'x', 'y', 'zz')

const node = fc.record({
  label: word,
  x: fc.integer({ min: 0, max: 3 }),
  members: fc.uniqueArray(fc.record({ id: fc.constantFrom(...ids), delaySec: fc.integer({ min: 0, max: 2 }) }), {
    selector: ({ id }) => id,
    maxLength: 5,
  }),
  text: fc.option(word, { nil: undefined }),
  twice: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 3 }),
})

export const anyFlow: fc.Arbitrary<Callflow> = fc
  .record({
    name: fc.constantFrom('Main', 'Night'),
    numbers: fc.uniqueArray(fc.constantFrom('1', '2', '3', '4', '5'), { maxLength: 5 }),
    entry: fc.option(fc.constantFrom(...ids)),
    nodes: fc.dictionary(fc.constantFrom(...ids), node, { maxKeys: 5 }),
    wires: fc.uniqueArray(
      fc.record({ from: fc.constantFrom(...ids), branch: fc.constantFrom('_', '1'), to: fc.constantFrom(...ids) }),
      { selector: ({ from, branch }) => `${from}/${branch}`, maxLength: 6 },
    ),
  })
  .map(({ nodes, ...fields }) =>
    makeDocument('callflow', {
      id: 'main',
      ...fields,
      nodes: Object.fromEntries(
        Object.entries(nodes).map(([id, { label, x, members, text, twice }]) => [
          id,
          {
            id,
            type: 'ring-group',
            version: 1,
            label,
            disabled: false,
            settings: { members, twice, ...(text === undefined ? {} : { text }) },
            position: { x, y: 0 },
          },
        ]),
      ),
    }),
  )
