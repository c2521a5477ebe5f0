import { ConfirmDay } from '../../ui/confirm-day.tsx'
import { Notice } from '../../ui/notice.tsx'

/** What the screen is at, or what came of the last act. */
export type Phase =
  | { state: 'idle' }
  | { state: 'signing'; files: number }
  /** Asked to sign documents of which some were not looked at. */
  | { state: 'unseen' }
  | { state: 'done'; signed: number; total: number; numbers: string[]; failures: string[] }
  | { state: 'failed'; text: string; isMild: boolean; isBusy?: boolean; confirmDay?: string }
  | { state: 'asked-for-time'; documents: number }
  | { state: 'returned' }

export function PhaseNotices({ phase, isByVgca, onConfirmDay }: { phase: Phase; isByVgca: boolean; onConfirmDay(day: string): void }) {
  return (
    <>
      {phase.state === 'signing' && <Notice tone="busy">Đang ký {phase.files} tệp: {isByVgca ? 'ký ở cửa sổ của VGCA Sign Service.' : 'nhập mã PIN ở cửa sổ ký.'}</Notice>}
      {phase.state === 'failed' && <Notice tone={phase.isMild ? 'warning' : 'danger'}>{phase.text}</Notice>}
      {phase.state === 'failed' && phase.confirmDay !== undefined && <ConfirmDay day={phase.confirmDay} does="đóng dấu" onConfirm={onConfirmDay} />}
      {phase.state === 'asked-for-time' && <Notice tone="busy">Đã yêu cầu dấu thời gian cho {phase.documents} văn bản. Danh sách tự cập nhật khi nơi cấp dấu trả lời.</Notice>}
      {phase.state === 'returned' && <Notice tone="good">Đã trả lại văn bản kèm lý do; xem ở danh sách cuối.</Notice>}
      {phase.state === 'done' && (
        <>
          <Notice tone={phase.failures.length === 0 ? 'good' : 'warning'}>
            Đã ký {phase.signed}/{phase.total} tệp.{phase.numbers.length > 0 && ` Số đã cấp: ${phase.numbers.join('; ')}.`}
          </Notice>
          {phase.failures.map((failure) => (
            <Notice key={failure} tone="danger">
              {failure}
            </Notice>
          ))}
        </>
      )}
    </>
  )
}
