import type { Messages } from './en.ts'

/** 테이블과 화면의 문구. */
export const resourcesKo: Messages['resources'] = {
  users: {
    name: '사용자',
    fields: {
      id: '번호',
      username: '사용자 이름',
      email: '이메일 주소',
      first_name: '이름',
      last_name: '성',
      password: '비밀번호',
      is_active: '활성',
      is_staff: '스태프',
      is_superuser: '최고 관리자',
      date_joined: '가입',
      last_login: '마지막 로그인',
      has_password: '비밀번호 있음',
      groups: '그룹',
      providers: '소셜 계정',
      state: '상태'
    },
    filters: {
      search: '사용자 이름, 이메일 주소, 번호',
      group: '그룹',
      joined_since: '이 날짜부터 가입'
    },
    help: {
      is_active: '비활성 사용자는 로그인할 수 없습니다. 되돌릴 수 있으므로 삭제보다 안전합니다.',
      is_staff: '관리자 페이지에서 모든 내용을 보고 사용자를 도울 수 있습니다.',
      is_superuser: '모든 작업을 할 수 있습니다.',
      email: '대표 주소입니다. 다른 주소는 아래에 있습니다.',
      password: '비워 두면 소셜 계정으로 로그인하거나 메일로 비밀번호를 정합니다.',
      own_rights: '자신의 권한은 바꿀 수 없습니다.'
    },
    sections: { person: '기본 정보', rights: '권한', account: '계정' },
    states: { active: '활성', inactive: '비활성', staff: '스태프', superuser: '최고 관리자' },
    actions: {
      deactivate: '비활성화',
      deactivate_title: '“%{name}” 사용자를 비활성화할까요?',
      deactivate_text: '다시 활성화할 때까지 로그인할 수 없습니다. 삭제되는 것은 없습니다.',
      deactivated: '“%{name}” 사용자는 이제 로그인할 수 없습니다.',
      activate: '활성화',
      activated: '“%{name}” 사용자가 다시 로그인할 수 있습니다.',
      set_password: '비밀번호 설정',
      set_password_title: '“%{name}” 사용자의 새 비밀번호',
      set_password_text:
        '이 사용자의 로그인이 모두 끝납니다. 본인만 알 수 있도록 재설정 메일을 보내는 편이 더 좋습니다.',
      new_password: '새 비밀번호',
      password_set: '비밀번호를 설정했습니다.',
      send_reset: '재설정 메일 보내기',
      send_reset_title: '“%{name}” 사용자에게 메일을 보낼까요?',
      send_reset_text: '새 비밀번호를 정할 수 있는 링크를 %{email} 주소로 보냅니다.',
      reset_sent: '메일을 보냈습니다.',
      end_sessions: '모든 로그인 끝내기',
      end_sessions_title: '“%{name}” 사용자의 로그인을 모두 끝낼까요?',
      end_sessions_text: '모든 기기에서 다시 로그인해야 합니다.',
      sessions_ended: '로그인을 모두 끝냈습니다.',
      trail: '감사 기록'
    },
    delete_title: '“%{name}” 사용자를 삭제할까요?',
    delete_text:
      '이메일 주소, 소셜 계정, 세션도 함께 삭제합니다. 삭제는 되돌릴 수 없지만 비활성화는 되돌릴 수 있습니다.'
  },
  'email-addresses': {
    name: '이메일 주소',
    fields: { user: '사용자', username: '사용자', email: '이메일 주소', verified: '인증', primary: '대표' },
    filters: { search: '이메일 주소' },
    help: {
      verified: '본인의 주소임을 확인했습니다.',
      primary: '메일을 받는 주소입니다. 사용자마다 하나이므로 다른 주소의 대표 표시는 없어집니다.'
    },
    delete_title: '“%{name}” 주소를 삭제할까요?',
    delete_text: '이 주소로 로그인하거나 비밀번호를 재설정할 수 없게 됩니다.'
  },
  groups: {
    name: '그룹',
    fields: { name: '이름', users: '사용자' },
    filters: { search: '이름' },
    delete_title: '“%{name}” 그룹을 삭제할까요?',
    delete_text: '구성원은 그대로 남고 그룹에서만 빠집니다. 되돌릴 수 없습니다.'
  },
  sessions: {
    name: '세션',
    fields: {
      username: '사용자',
      method: '로그인 방법',
      created: '시작',
      last_used: '마지막 사용',
      expires: '만료',
      ended: '종료',
      ip_address: 'IP 주소',
      user_agent: '브라우저 또는 앱',
      state: '상태'
    },
    filters: { user: '사용자', open: '열림' },
    states: { open: '열림', ended: '종료', expired: '만료' },
    end: '끝내기',
    end_title: '“%{name}” 사용자의 이 세션을 끝낼까요?',
    end_text: '그 기기에서 다시 로그인해야 합니다.',
    ended: '세션 %{smart_count}개를 끝냈습니다.'
  },
  tokens: {
    name: 'API 토큰',
    fields: { username: '사용자', key: '키', created: '생성' },
    filters: { user: '사용자' },
    delete_title: '“%{name}” 사용자의 토큰을 삭제할까요?',
    delete_text: '이 토큰을 쓰는 프로그램은 더 이상 로그인할 수 없습니다.'
  },
  'social-apps': {
    name: '소셜 애플리케이션',
    fields: {
      provider: '제공자',
      name: '이름',
      client_id: '클라이언트 ID',
      secret: '클라이언트 시크릿',
      has_secret: '클라이언트 시크릿',
      key: '키',
      app_id: '앱 ID',
      sites: '사이트'
    },
    filters: { provider: '제공자', site: '사이트' },
    help: {
      provider: '이 서버가 시작할 때 켠 제공자입니다.',
      unknown_provider: '이 서버는 이 제공자 없이 시작했습니다. 지금은 이 제공자로 로그인할 수 없습니다.',
      name: '“카카오 운영”처럼 구분하기 위한 이름입니다.',
      sites: '사용할 사이트입니다. 사이트를 고르지 않으면 쓰이지 않습니다.',
      secret_kept: '저장된 값이 있습니다. 그대로 두려면 비워 두세요.',
      remove_secret: '저장된 클라이언트 시크릿 삭제'
    },
    keys: '키',
    console: '%{name} 열기',
    redirect: {
      title: '등록할 리다이렉트 URI',
      text: '마지막 “/”까지 그대로 제공자에 등록해 주세요.',
      text_with_menu: '%{menu}에 마지막 “/”까지 그대로 등록해 주세요.',
      none: '사이트를 고르면 리다이렉트 URI가 여기에 나옵니다.',
      no_provider: '제공자를 고르면 리다이렉트 URI가 여기에 나옵니다.'
    },
    test: {
      title: '테스트',
      text: '저장된 키를 제공자가 아는지 물어봅니다. 바뀌는 것은 없고 아무도 로그인되지 않습니다.',
      impossible: '이 제공자의 키는 직접 로그인해 보아야 확인할 수 있습니다.',
      button: '키 테스트',
      running: '제공자에 확인하는 중…',
      ok: '모두 맞습니다.',
      wrong: '잘못된 것이 있습니다.',
      verdicts: { ok: '맞음', wrong: '틀림', 'not checked': '확인 안 함' },
      menu: '위치: %{menu}'
    },
    delete_title: '“%{name}”을(를) 삭제할까요?',
    delete_text: '이 애플리케이션으로 로그인할 수 없게 되고, 보관하던 제공자의 토큰도 삭제합니다.'
  },
  'social-accounts': {
    name: '소셜 계정',
    fields: {
      username: '사용자',
      provider: '제공자',
      uid: '제공자의 회원 번호',
      date_joined: '연결',
      last_login: '마지막 로그인',
      extra_data: '제공자가 알려 준 정보'
    },
    filters: { search: '제공자의 회원 번호 전체', user: '사용자', provider: '제공자' },
    delete_title: '“%{name}” 사용자의 이 계정을 연결 해제할까요?',
    delete_text: '이 계정으로 로그인할 수 없게 됩니다. 나중에 다시 연결할 수 있습니다.',
    disconnect: '연결 해제'
  },
  'social-tokens': {
    name: '소셜 토큰',
    fields: {
      account: '소셜 계정',
      username: '사용자',
      provider: '제공자',
      app: '소셜 애플리케이션',
      token: '토큰',
      has_refresh_token: '리프레시 토큰',
      expires_at: '만료'
    },
    filters: { user: '사용자', provider: '제공자' },
    delete_title: '“%{name}” 사용자의 이 토큰을 삭제할까요?',
    delete_text: '다음 로그인 전까지 이 사용자를 대신해 제공자에 요청할 수 없습니다.'
  },
  sites: {
    name: '사이트',
    fields: { id: '번호', domain: '도메인', name: '이름', is_current: '현재 사이트' },
    help: {
      domain: 'https:// 없이 shop.example.com처럼 씁니다. 메일의 링크와 리다이렉트 URI에 쓰입니다.',
      name: '메일과 페이지에 나오는 이름입니다.'
    },
    current: '사용 중',
    delete_title: '“%{name}” 사이트를 삭제할까요?',
    delete_text: '소셜 애플리케이션은 남지만 이 사이트에서는 쓰이지 않습니다. 되돌릴 수 없습니다.'
  },
  events: {
    name: '감사 기록',
    fields: {
      id: '번호',
      created: '시각',
      event: '이벤트',
      user: '사용자',
      username: '대상',
      by: '처리한 사람',
      ip_address: 'IP 주소',
      user_agent: '브라우저 또는 앱',
      session_id: '세션',
      details: '자세한 내용'
    },
    filters: { user: '사용자', event: '이벤트', since: '이때부터', until: '이때까지' },
    nobody: '알 수 없음',
    changes: '바뀐 내용',
    field: '항목',
    before: '이전',
    after: '이후',
    more: '자세한 내용',
    detail: '항목',
    value: '값'
  }
}
