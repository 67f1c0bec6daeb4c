import type { Messages } from './en.ts'
import { detailsKo, eventsKo } from './events-ko.ts'
import { providersKo } from './providers-ko.ts'
import { resourcesKo } from './resources-ko.ts'

/** 우리 페이지의 한국어. react-admin의 문구는 ra-ko.ts에 있다. */
export const ko: Messages = {
  admin: {
    title: '관리자',
    page_title: '%{page} · %{site}',
    language: '언어',
    read_only: '보기 전용입니다. 최고 관리자만 바꿀 수 있습니다.',
    none: '—',
    empty: '아직 아무것도 없습니다.',
    acts: '할 수 있는 일',
    this_session: '현재 세션'
  },
  menu: {
    label: '주 메뉴',
    front: '첫 화면',
    users: '사용자',
    social: '소셜 로그인',
    site: '사이트',
    audit: '감사'
  },
  login: {
    title: '로그인',
    subtitle: '%{site} 관리자',
    username: '사용자 이름',
    password: '비밀번호',
    show_password: '비밀번호 표시',
    hide_password: '비밀번호 숨기기',
    submit: '로그인',
    empty_username: '사용자 이름을 입력해 주세요.',
    empty_password: '비밀번호를 입력해 주세요.'
  },
  first_run: {
    title: '첫 최고 관리자 만들기',
    text: '아직 최고 관리자가 없어 로그인할 수 없습니다. 서버의 프로젝트 폴더에서 다음 명령으로 만들어 주세요.',
    after: '사용자 이름, 이메일 주소, 비밀번호를 차례로 묻습니다. 만든 다음 이 화면으로 돌아오세요.',
    again: '만들었습니다'
  },
  confirmation: {
    title: '본인 확인',
    text: '중요한 작업이므로 “%{username}”의 비밀번호를 한 번 더 입력해 주세요. 15분 동안 다시 묻지 않습니다.',
    password: '내 비밀번호',
    submit: '계속',
    cancelled: '비밀번호를 입력하지 않아 아무것도 바꾸지 않았습니다.'
  },
  problems: {
    unreachable: '서버에 연결할 수 없습니다. 네트워크를 확인하고 다시 시도해 주세요.',
    unexpected: '서버가 예상하지 못한 응답을 보냈습니다. 다시 시도하고, 계속되면 서버 로그를 확인해 주세요.',
    logged_out: '로그아웃되었습니다. 다시 로그인해 주세요.',
    again: '다시 시도'
  },
  copy: {
    button: '복사',
    button_of: '%{text} 복사',
    done: '복사했습니다',
    failed: '복사하지 못했습니다. 직접 선택해서 복사해 주세요.'
  },
  dashboard: {
    welcome: '%{username}님, 안녕하세요',
    users: '사용자',
    active_users: '활성 사용자',
    new_this_week: '이번 주 가입',
    open_sessions: '열린 세션',
    logins: '로그인',
    logins_days: '최근 30일, 로그인 방법별',
    logins_text: '최근 30일 동안 로그인 %{total}회, 가장 많은 날은 %{date}(%{most}회)입니다.',
    no_logins: '최근 30일 동안 로그인한 사람이 없습니다.',
    table: '표로 보기',
    date: '날짜',
    total: '합계',
    providers: '소셜 계정',
    providers_text: '제공자별',
    no_providers: '아직 연결된 소셜 계정이 없습니다.'
  },
  methods: {
    password: '비밀번호',
    admin: '관리자',
    token: '토큰',
    registration: '회원가입',
    django: 'Django',
    issued: '앱에서 발급',
    kakao: '카카오',
    naver: '네이버',
    google: '구글',
    line: '라인',
    facebook: '페이스북',
    github: '깃허브',
    apple: '애플'
  },
  resources: resourcesKo,
  events: eventsKo,
  details: detailsKo,
  providers: providersKo
}
