import type { TranslationMessages } from 'react-admin'

/** react-admin의 문구를 한국어로. */
export const raKo: TranslationMessages = {
  ra: {
    action: {
      add_filter: '필터 추가',
      add: '추가',
      back: '뒤로',
      bulk_actions: '%{smart_count}개 선택함',
      cancel: '취소',
      clear_array_input: '목록 비우기',
      clear_input_value: '값 지우기',
      clone: '복제',
      confirm: '확인',
      create: '새로 만들기',
      create_item: '%{item} 만들기',
      delete: '삭제',
      edit: '수정',
      export: '내보내기',
      list: '목록',
      refresh: '새로고침',
      remove_filter: '이 필터 빼기',
      remove_all_filters: '모든 필터 빼기',
      remove: '빼기',
      reset: '되돌리기',
      save: '저장',
      search: '검색',
      search_columns: '열 검색',
      select_all: '모두 선택',
      select_all_button: '모두 선택',
      select_row: '이 행 선택',
      show: '보기',
      sort: '정렬',
      undo: '실행 취소',
      unselect: '선택 해제',
      expand: '펼치기',
      close: '닫기',
      open_menu: '메뉴 열기',
      close_menu: '메뉴 닫기',
      update: '변경',
      move_up: '위로',
      move_down: '아래로',
      open: '열기',
      toggle_theme: '밝은 화면/어두운 화면 바꾸기',
      select_columns: '열',
      update_application: '새로고침'
    },
    boolean: { true: '예', false: '아니요', null: ' ' },
    page: {
      create: '%{name} 만들기',
      dashboard: '첫 화면',
      edit: '%{name} %{recordRepresentation}',
      error: '문제가 생겼습니다',
      list: '%{name}',
      loading: '불러오는 중',
      not_found: '찾을 수 없음',
      show: '%{name} %{recordRepresentation}',
      empty: '%{name} 항목이 아직 없습니다.',
      invite: '새로 만들까요?',
      access_denied: '접근할 수 없음',
      authentication_error: '로그인 확인 실패'
    },
    input: {
      file: {
        upload_several: '올릴 파일을 끌어다 놓거나 눌러서 고르세요.',
        upload_single: '올릴 파일을 끌어다 놓거나 눌러서 고르세요.'
      },
      image: {
        upload_several: '올릴 그림을 끌어다 놓거나 눌러서 고르세요.',
        upload_single: '올릴 그림을 끌어다 놓거나 눌러서 고르세요.'
      },
      references: {
        all_missing: '연결된 항목을 찾을 수 없습니다.',
        many_missing: '연결된 항목 가운데 하나 이상이 없어졌습니다.',
        single_missing: '연결된 항목이 없어졌습니다.'
      },
      password: { toggle_visible: '비밀번호 숨기기', toggle_hidden: '비밀번호 표시' }
    },
    message: {
      about: '정보',
      access_denied: '이 화면을 볼 권한이 없습니다.',
      are_you_sure: '계속할까요?',
      authentication_error: '로그인 상태를 확인하지 못했습니다.',
      auth_error: '로그인 상태를 확인하지 못했습니다.',
      bulk_delete_content: '선택한 %{smart_count}개 항목을 삭제할까요?',
      bulk_delete_title: '%{name} %{smart_count}개 삭제',
      bulk_update_content: '선택한 %{smart_count}개 항목을 변경할까요?',
      bulk_update_title: '%{name} %{smart_count}개 변경',
      clear_array_input: '목록을 모두 비울까요?',
      delete_content: '이 항목을 삭제할까요?',
      delete_title: '%{name} %{recordRepresentation} 삭제',
      details: '자세히',
      error: '페이지에 문제가 생겨 요청을 마치지 못했습니다.',
      invalid_form: '저장하지 못했습니다. 표시된 항목을 확인해 주세요.',
      loading: '잠시만 기다려 주세요',
      no: '아니요',
      not_found: '주소가 잘못되었거나 없어진 항목입니다.',
      select_all_limit_reached: '항목이 너무 많아 처음 %{max}개만 선택했습니다.',
      unsaved_changes: '저장하지 않은 내용이 있습니다. 저장하지 않고 나갈까요?',
      yes: '예',
      placeholder_data_warning: '네트워크 문제로 새로 불러오지 못했습니다.'
    },
    navigation: {
      clear_filters: '필터 지우기',
      no_filtered_results: '조건에 맞는 항목이 없습니다.',
      no_results: '항목이 없습니다',
      no_more_results: '%{page}페이지는 없습니다. 이전 페이지를 확인해 주세요.',
      page_out_of_boundaries: '%{page}페이지는 없습니다',
      page_out_from_end: '마지막 페이지입니다',
      page_out_from_begin: '첫 페이지입니다',
      page_range_info: '전체 %{total}개 중 %{offsetBegin}-%{offsetEnd}',
      partial_page_range_info: '%{offsetEnd}개 이상 중 %{offsetBegin}-%{offsetEnd}',
      current_page: '%{page} 페이지',
      page: '%{page} 페이지로 이동',
      first: '첫 페이지로 이동',
      last: '마지막 페이지로 이동',
      next: '다음 페이지로 이동',
      previous: '이전 페이지로 이동',
      page_rows_per_page: '페이지당 행:',
      skip_nav: '본문으로 건너뛰기'
    },
    sort: { sort_by: '%{field_lower_first} %{order} 정렬', ASC: '오름차순', DESC: '내림차순' },
    auth: {
      auth_check_error: '로그인해 주세요',
      user_menu: '내 메뉴',
      username: '사용자 이름',
      password: '비밀번호',
      email: '이메일 주소',
      sign_in: '로그인',
      sign_in_error: '로그인하지 못했습니다. 다시 시도해 주세요.',
      logout: '로그아웃'
    },
    notification: {
      updated: '저장했습니다',
      created: '만들었습니다',
      deleted: '삭제했습니다 |||| %{smart_count}개를 삭제했습니다',
      bad_item: '잘못된 항목입니다',
      item_doesnt_exist: '없는 항목입니다',
      http_error: '서버와 통신하지 못했습니다',
      data_provider_error: '데이터를 불러오지 못했습니다.',
      i18n_error: '선택한 언어의 문구를 불러오지 못했습니다',
      canceled: '취소했습니다',
      logged_out: '로그아웃되었습니다. 다시 로그인해 주세요.',
      not_authorized: '이 작업을 할 권한이 없습니다.',
      application_update_available: '새 버전이 있습니다.',
      offline: '네트워크에 연결되어 있지 않아 불러오지 못했습니다.'
    },
    validation: {
      required: '필수 항목입니다',
      minLength: '%{min}자 이상이어야 합니다',
      maxLength: '%{max}자 이하여야 합니다',
      minValue: '%{min} 이상이어야 합니다',
      maxValue: '%{max} 이하여야 합니다',
      number: '숫자를 입력해 주세요',
      email: '올바른 이메일 주소를 입력해 주세요',
      oneOf: '다음 중 하나여야 합니다: %{options}',
      regex: '형식이 맞지 않습니다(%{pattern})',
      unique: '이미 있는 값입니다'
    },
    saved_queries: {
      label: '저장한 조건',
      query_name: '조건 이름',
      new_label: '지금 조건 저장…',
      new_dialog_title: '지금 조건을 다음 이름으로 저장',
      remove_label: '저장한 조건 삭제',
      remove_label_with_name: '“%{name}” 조건 삭제',
      remove_dialog_title: '저장한 조건을 삭제할까요?',
      remove_message: '저장한 조건 목록에서 이 항목을 삭제할까요?',
      help: '목록을 거른 다음 조건을 저장해 두세요'
    },
    guesser: { empty: { title: '표시할 데이터가 없습니다', message: '데이터 제공자를 확인해 주세요' } },
    configurable: {
      customize: '화면 설정',
      configureMode: '이 화면 설정',
      inspector: {
        title: '화면 설정',
        content: '설정할 부분에 마우스를 올려 주세요',
        reset: '설정 초기화',
        hideAll: '모두 숨기기',
        showAll: '모두 표시'
      },
      Datagrid: { title: '표', unlabeled: '이름 없는 열 #%{column}' },
      SimpleForm: { title: '양식', unlabeled: '이름 없는 입력 #%{input}' },
      SimpleList: {
        title: '목록',
        primaryText: '첫째 줄',
        secondaryText: '둘째 줄',
        tertiaryText: '셋째 줄'
      }
    }
  }
}
