import { Button } from '@mantine/core'
import type { TokenSummary } from '../../../electron/contract/views.ts'
import { tellExpiry } from '../../i18n/certificate-expiry.ts'
import { explainUnusable } from '../../i18n/error-words.ts'
import { explainError } from '../../i18n/errors.ts'
import { tellToken } from '../../i18n/vi.ts'
import { Notice } from '../../ui/notice.tsx'
import { useScreen } from '../shell/screen-store.ts'

/** Of scans, which take the officer's own signature: the agency's token, ready for the seal, is no use for them. */
export function TokenNotice({ token }: { token: TokenSummary }) {
  if (token.state === 'ready' && token.role === 'agency') {
    return <Notice tone="warning">Đang cắm thiết bị của cơ quan ({token.label}): chỉ dùng để đóng dấu. Cắm thiết bị ký của chính mình để ký bản quét.</Notice>
  }
  const told = tellToken(token)
  const more =
    token.state === 'ready' ? ` · thiết bị ${token.label}` : token.state === 'unusable' ? `: ${explainUnusable(token.reason)}` : token.state === 'failed' ? `: ${explainError({ kind: token.kind } as Parameters<typeof explainError>[0])}` : ''
  return (
    <Notice
      tone={told.tone}
      action={
        token.state === 'ready' ? undefined : (
          <Button variant="default" onClick={() => useScreen.getState().openVerify('token')}>
            Khám thiết bị ký
          </Button>
        )
      }
    >
      {told.text}
      {more}
      {token.state === 'absent' && '. Hồ sơ và giấy hẹn vẫn gửi; tệp chờ ký.'}
      {token.state === 'ready' && tellExpiry(token.validTo) !== undefined && '. Vẫn ký được; làm văn bản đề nghị nơi cấp gia hạn ngay từ bây giờ.'}
    </Notice>
  )
}
