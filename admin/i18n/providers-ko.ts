import type { Messages } from './en.ts'

/** 제공자가 키를 부르는 이름과 콘솔에서의 위치. */
export const providersKo: Messages['providers'] = {
  other: {
    client_id: { label: '클라이언트 ID', help: '' },
    secret: { label: '클라이언트 시크릿', help: '' },
    key: { label: '키', help: '제공자가 따로 발급할 때만 입력합니다.' },
    app_id: { label: '앱 ID', help: '' }
  },
  kakao: {
    console: '카카오 디벨로퍼스',
    client_id: { label: 'REST API 키', help: '앱 › 플랫폼 키 › REST API 키. 0-9와 a-f로 된 32자입니다.' },
    secret: { label: '클라이언트 시크릿', help: '앱 › 플랫폼 키 › REST API 키 › 클라이언트 시크릿' },
    key: { label: '네이티브 앱 키', help: '앱 › 플랫폼 키 › 네이티브 앱 키. Android와 iOS 앱에 필요합니다.' },
    app_id: { label: '앱 ID', help: '앱 › 일반. 숫자이며, 다른 앱의 액세스 토큰을 거절하는 데 씁니다.' },
    redirect_menu: '앱 › 플랫폼 키 › REST API 키 › 카카오 로그인 리다이렉트 URI'
  },
  naver: {
    console: '네이버 개발자 센터',
    client_id: { label: 'Client ID', help: '내 애플리케이션 › 개요' },
    secret: { label: 'Client Secret', help: '내 애플리케이션 › 개요' },
    redirect_menu: '내 애플리케이션 › API 설정 › Callback URL'
  },
  google: {
    console: 'Google Cloud 콘솔',
    client_id: {
      label: '클라이언트 ID',
      help: 'Google 인증 플랫폼 › 클라이언트. 웹의 ID를 먼저 쓰고, 앱의 ID는 쉼표로 이어 씁니다.'
    },
    secret: { label: '클라이언트 보안 비밀번호', help: '웹 클라이언트의 값입니다.' },
    redirect_menu: 'Google 인증 플랫폼 › 클라이언트 › 웹 클라이언트 › 승인된 리디렉션 URI'
  },
  line: {
    console: 'LINE Developers 콘솔',
    client_id: { label: '채널 ID', help: 'LINE Login 채널 › Basic settings' },
    secret: { label: '채널 시크릿', help: 'LINE Login 채널 › Basic settings' },
    redirect_menu: 'LINE Login 채널 › LINE Login › Callback URL'
  },
  facebook: {
    console: 'Meta for Developers',
    client_id: { label: '앱 ID', help: '앱 설정 › 기본 설정' },
    secret: { label: '앱 시크릿 코드', help: '앱 설정 › 기본 설정' },
    redirect_menu: 'Facebook 로그인 › 설정 › 유효한 OAuth 리디렉션 URI'
  },
  github: {
    console: 'GitHub 개발자 설정',
    client_id: { label: 'Client ID', help: 'Developer settings › OAuth Apps › 내 앱' },
    secret: { label: 'Client secret', help: 'Developer settings › OAuth Apps › 내 앱' },
    redirect_menu: 'Developer settings › OAuth Apps › 내 앱 › Authorization callback URL'
  },
  apple: {
    console: 'Apple Developer',
    client_id: {
      label: 'Services ID와 번들 ID',
      help: 'Identifiers. 웹의 Services ID를 먼저 쓰고, 앱의 번들 ID는 쉼표로 이어 씁니다.'
    },
    secret: { label: 'Key ID', help: 'Keys › Sign in with Apple 키. .p8 파일의 내용은 서버 설정에 넣습니다.' },
    key: { label: 'Team ID', help: 'Membership details. 10자입니다.' },
    redirect_menu: 'Identifiers › Services ID › Sign in with Apple › Return URLs'
  }
}
