CREATE FUNCTION pg_temp.dice(n bigint, salt bigint, sides bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN mod(hashint8extended(n, salt) & 9223372036854775807, sides);

CREATE FUNCTION pg_temp.key(n bigint, salt text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5(n || salt), 1, 3) || '8' || substr(md5(n || salt), 4, 15))::uuid;

CREATE TEMP TABLE surnames AS SELECT ordinality - 1 AS n, split_part(word, ' ', 1) AS word, split_part(word, ' ', 2) AS sound
FROM unnest(string_to_array('王 wang,李 li,张 zhang,刘 liu,陈 chen,杨 yang,黄 huang,赵 zhao,吴 wu,周 zhou,徐 xu,孙 sun,马 ma,朱 zhu,胡 hu,郭 guo,何 he,林 lin,高 gao,罗 luo,郑 zheng,梁 liang,谢 xie,宋 song,唐 tang,许 xu,韩 han,冯 feng,邓 deng,曹 cao,彭 peng,曾 zeng,肖 xiao,田 tian,董 dong,袁 yuan,潘 pan,于 yu,蒋 jiang,蔡 cai,余 yu,杜 du,叶 ye,程 cheng,苏 su,魏 wei,吕 lv,丁 ding,任 ren,沈 shen,姚 yao,卢 lu,姜 jiang,崔 cui,钟 zhong,谭 tan,陆 lu,汪 wang,范 fan,金 jin,石 shi,廖 liao,贾 jia,夏 xia', ',')) WITH ORDINALITY AS t(word, ordinality);

CREATE TEMP TABLE given AS SELECT ordinality - 1 AS n, split_part(word, ' ', 1) AS word, split_part(word, ' ', 2) AS sound
FROM unnest(string_to_array('伟 wei,芳 fang,娜 na,秀 xiu,英 ying,敏 min,静 jing,丽 li,强 qiang,磊 lei,军 jun,洋 yang,勇 yong,艳 yan,杰 jie,娟 juan,涛 tao,明 ming,超 chao,兰 lan,霞 xia,平 ping,刚 gang,桂 gui,香 xiang,辉 hui,华 hua,玲 ling,飞 fei,玉 yu,梅 mei,鹏 peng,凤 feng,燕 yan,健 jian,云 yun,林 lin,波 bo,荣 rong,志 zhi,建 jian,国 guo,文 wen,春 chun,红 hong,海 hai,龙 long,金 jin,生 sheng,福 fu,元 yuan,成 cheng,光 guang,德 de,祥 xiang,水 shui,根 gen,发 fa,贵 gui,月 yue,花 hua,珍 zhen,翠 cui,连 lian,长 chang,永 yong,清 qing,天 tian,小 xiao,新 xin,家 jia,兴 xing,宝 bao,东 dong,忠 zhong,山 shan,民 min,庆 qing,善 shan,仁 ren', ',')) WITH ORDINALITY AS t(word, ordinality);

CREATE TEMP TABLE places AS SELECT row_number() OVER (ORDER BY code) - 1 AS n, code FROM villages_region
WHERE level = 5 AND valid_to IS NULL AND code >= %(first)s ORDER BY code LIMIT (%(households)s - 1) / %(per_village)s + 1;

CREATE TEMP TABLE homes AS
SELECT h.n, p.code, pg_temp.key(h.n, 'household') AS id, s.n AS surname, 1 + pg_temp.dice(h.n, 2, 6) AS people
FROM generate_series(1, %(households)s::bigint) AS h(n)
JOIN places p ON p.n = (h.n - 1) / %(per_village)s
JOIN surnames s ON s.n = pg_temp.dice(h.n, 1, 64) * pg_temp.dice(h.n, 11, 64) / 64;

INSERT INTO households_member (region_code, id, person_no, name, name_pinyin, name_initials, sex, born_on, ethnicity,
  id_type, id_no_sealed, id_no_index, id_tail_index, id_no_mask, status, joined_on, joined_reason, left_reason,
  position, household_id)
SELECT h.code, pg_temp.key(k.k, 'member'), 'R' || lpad(k.k::text, 12, '0'),
  s.word || a.word || CASE WHEN pg_temp.dice(k.k, 3, 4) = 0 THEN '' ELSE b.word END,
  concat_ws(' ', s.sound, a.sound, CASE WHEN pg_temp.dice(k.k, 3, 4) > 0 THEN b.sound END),
  left(s.sound, 1) || left(a.sound, 1) || CASE WHEN pg_temp.dice(k.k, 3, 4) = 0 THEN '' ELSE left(b.sound, 1) END,
  (1 + pg_temp.dice(k.k, 6, 2))::text, date '1940-01-01' + pg_temp.dice(k.k, 7, 29000)::int, '01', '01', '',
  decode(md5(k.k || 'id'), 'hex'), decode(md5(left(h.code, 6) || pg_temp.dice(k.k, 8, 10000)), 'hex'),
  left(h.code, 3) || '***********' || lpad(pg_temp.dice(k.k, 8, 10000)::text, 4, '0'), 'normal',
  date '2014-01-01', '', '', m.m, h.id
FROM homes h
CROSS JOIN LATERAL generate_series(0, h.people - 1) AS m(m)
CROSS JOIN LATERAL (SELECT h.n * 8 + m.m AS k) k
JOIN surnames s ON s.n = CASE WHEN m.m = 1 THEN pg_temp.dice(k.k, 9, 64) ELSE h.surname END
JOIN given a ON a.n = pg_temp.dice(k.k, 4, 80)
JOIN given b ON b.n = pg_temp.dice(k.k, 5, 80)
ORDER BY h.n, m.m;

INSERT INTO households_householdperiod (region_code, period, window_start, window_end, status, attr, main_cause,
  other_causes, need, access_road, house_structure, danger_level, fuel, wage_fen, cost_fen, headcount, gross_fen,
  net_fen, net_pc_fen, labour_count, working_count, school_age_count, dropout_count, schooling_unknown_count,
  uninsured_count, insurance_unknown_count, dibao_count, tekun_count, ill_count, disabled_count, house_m2, water_safe,
  food_assured, clothing_assured, filled_by_name, version, household_id)
SELECT h.code, %(period)s, make_date(left(%(period)s, 4)::int - 1, 10, 1), make_date(left(%(period)s, 4)::int, 9, 30),
  'exited_with_policy', (array['01', '01', '01', '04', '04', '06'])[1 + pg_temp.dice(h.n, 21, 6)],
  lpad((1 + pg_temp.dice(h.n, 22, 11) * pg_temp.dice(h.n, 23, 11) / 11)::text, 2, '0'), '{}', '发展产业', '03', '02',
  (1 + pg_temp.dice(h.n, 24, 100) / 90)::text, '04', i.gross, i.cost, h.people, i.gross, i.gross - i.cost,
  round((i.gross - i.cost)::numeric / h.people), least(h.people, 2), 1, least(h.people / 3, 2),
  (pg_temp.dice(h.n, 25, 500) = 0)::int, 0, (pg_temp.dice(h.n, 26, 100) = 0)::int, 0, (pg_temp.dice(h.n, 27, 4) = 0)::int,
  0, 0, 0, 60 + pg_temp.dice(h.n, 28, 90), pg_temp.dice(h.n, 29, 50) > 0, true, true, '测量', 1, h.id
FROM homes h
CROSS JOIN LATERAL (SELECT h.people * (300000 + pg_temp.dice(h.n, 30, 2500000)) AS gross,
  pg_temp.dice(h.n, 31, 300000) AS cost) i
ORDER BY h.n;

INSERT INTO households_memberperiod (region_code, period, relation, political, education, schooling, dropout_reason,
  health, labour, work_area, work_months, employer, has_dibao, has_tekun, med_resident, med_employee, med_critical,
  pension_resident, household_id, member_id)
SELECT m.region_code, %(period)s, CASE m.position WHEN 0 THEN '01' WHEN 1 THEN '02' ELSE '03' END, '13', '03', '01', '',
  CASE WHEN hashtext(m.person_no) & 7 = 0 THEN array['02'] ELSE array['01'] END, '01', '', NULL, '',
  hashtext(m.person_no) & 3 = 1, false, true, false, true, true, m.household_id, m.id
FROM households_member m;

INSERT INTO households_household (region_code, id, hh_no, group_name, address, id_standard, status,
  first_identified_on, exited_on, head_name, head_pinyin, head_initials, head_id_mask, member_count, phone_sealed,
  phone_index, phone_mask, bank_name, bank_account_sealed, bank_account_mask, version, updated_at, created_by_id,
  updated_by_id, recorded_period, recorded_attr, recorded_cause, recorded_net_pc_fen)
SELECT h.code, h.id, 'H' || left(h.code, 6) || lpad(h.n::text, 9, '0'), (1 + pg_temp.dice(h.n, 41, 9)) || '组', '', '01', d.status,
  date '2014-06-01', CASE WHEN d.status LIKE 'exited%%' THEN date '2014-12-01' + 365 * pg_temp.dice(h.n, 43, 7)::int END,
  m.name, m.name_pinyin, m.name_initials, m.id_no_mask, h.people, '', decode(md5(h.n || 'phone'), 'hex'), '138****' || lpad((h.n %% 10000)::text, 4, '0'),
  '', '', '', 1, timestamptz '2026-01-01' + make_interval(secs => pg_temp.dice(h.n, 44, 20000000)), u.id, u.id,
  p.period, p.attr, p.main_cause, p.net_pc_fen
FROM homes h
JOIN households_member m ON m.id = pg_temp.key(h.n * 8, 'member')
JOIN households_householdperiod p ON p.household_id = h.id
CROSS JOIN LATERAL (SELECT pg_temp.dice(h.n, 42, 1000) AS roll) r
CROSS JOIN LATERAL (SELECT CASE WHEN r.roll < 50 THEN 'not_exited' WHEN r.roll < 60 THEN 'pre_exit'
  WHEN r.roll < 61 THEN 'returned' WHEN r.roll < 76 THEN 'removed' WHEN r.roll < 80 THEN 'closed'
  WHEN r.roll < 200 THEN 'exited_no_policy' ELSE 'exited_with_policy' END AS status) d
CROSS JOIN (SELECT id FROM accounts_user WHERE username = 'bench') u
ORDER BY h.n;
