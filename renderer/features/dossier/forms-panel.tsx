import { Button } from '@mantine/core'
import type { FormKind } from '../../../electron/domain/forms/form-data.ts'
import { formName } from '../../i18n/vi.ts'
import styles from './dossier-page.module.css'
import { Panel } from './panel.tsx'

/** The papers of this dossier that there is something to print of; what was printed before is marked "BẢN IN LẠI". */
export function FormsPanel({ forms, onPrint }: { forms: readonly FormKind[]; onPrint(kind: FormKind): void }) {
  return (
    <Panel title="In phiếu">
      <div className={styles.acts}>
        {forms.map((kind) => (
          <Button key={kind} variant="default" onClick={() => onPrint(kind)}>
            In {formName[kind]}
          </Button>
        ))}
      </div>
    </Panel>
  )
}
