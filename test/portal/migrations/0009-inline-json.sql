-- A dossier of 2 to 8 KB stays in its row as it came: compressing each one cost more than all checks of it.
alter table entry set (toast_tuple_target = 8160);
alter table dossier set (toast_tuple_target = 8160);
