import { findingAreas, findingWords } from '../check/finding-words.ts'

/** `docs/reference/findings.md`: every finding in the user's words. */
export function findingReference(): string {
  const all = Object.entries(findingWords).map(([code, words]) => ({ code, ...words }))
  const sections = findingAreas.map((area) => {
    const rows = all
      .filter((each) => each.area === area)
      .map(({ code, means, helps }) => `| \`${code}\` | ${means} | ${helps} |`)
    return `## ${area}\n\n| Finding | Means | What helps |\n|---|---|---|\n${rows.join('\n')}`
  })
  return `# Findings\n\n${introduction}\n\n${sections.join('\n\n')}\n`
}

const introduction = `What Callwright says of a design while you draw, by \`callwright check\` too. Errors make calls go wrong; warnings probably do not do what was
meant; the rest is worth knowing. A button stands beside a finding only when it settles it and brings up no other: that is tried before it is
offered ([ADR 59](../adr/0059-fixes-are-tried.md)). Made by \`npm run reference\`; a test fails when it is out of date.`
