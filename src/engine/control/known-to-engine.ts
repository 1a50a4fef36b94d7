import { DESIGN_SCHEMA_VERSION, documentVersions } from '../../callflow/design/document.ts'
import { modules } from '../../callflow/modules/registry.ts'

/** What of designs this program knows: documents and steps, each up to a version. */
export const known = {
  schemaVersion: DESIGN_SCHEMA_VERSION,
  kinds: documentVersions(),
  steps: Object.fromEntries(modules.map(({ type, version }) => [type, version])),
}
