"""The window of time that a family's words ask for: days, hours, bounds and reasons in four languages."""

from datetime import date, datetime, timedelta

import pytest
from asking import NOW, VISIT, WORDS, ZONE, asked, moment, window
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.times import asked_window
from bot.model.windows import Window

DAYS = [
    ("could she come friday", "9 08:00-21:00", "a bare weekday is the next such day, whole"),
    ("any openings on tuesday", "13 08:00-21:00", "today's weekday is a week ahead"),
    ("this saturday would be easier", "10 08:00-21:00", "this X is the next such day"),
    ("next friday is better", "16 08:00-21:00", "next X is in the next Monday-Sunday week"),
    ("next wed pls", "14 08:00-21:00", "next with a short form"),
    ("lets do tmrw", "7 08:00-21:00", "tomorrow by thumb"),
    ("2morrow instead??", "7 08:00-21:00", "tomorrow with a digit"),
    ("can we do tomorrowwww", "7 08:00-21:00", "stretched letters"),
    ("day after tomorrow is good", "8 08:00-21:00", "the day after tomorrow"),
    ("could you come today", "6 10:00-21:00", "today starts now"),
    ("maybe wensday", "7 08:00-21:00", "a misspelt day"),
    ("satrday works", "10 08:00-21:00", "a slip of the thumb in a day"),
    ("how about the 19th", "19 08:00-21:00", "a day of the month"),
    ("the 5th would be better", None, "a day of the month that is over is next month's"),
    ("oct 21 please", "21 08:00-21:00", "a month and a day"),
    ("21 october", "21 08:00-21:00", "a day and a month"),
    ("switch to 10/22", "22 08:00-21:00", "month and day by slash"),
    ("fri the 16th works for us", "16 08:00-21:00", "weekday and date are one day"),
    ("next week some time", "12 08:00 - 16 21:00", "next week is Monday to Friday"),
    ("later this week", "7 08:00 - 9 21:00", "later this week"),
    ("sometime this week still", "6 10:00 - 9 21:00", "this week starts now"),
    ("early next week", "12 08:00 - 13 21:00", "its early part is Monday and Tuesday"),
    ("end of next week if u can", "15 08:00 - 16 21:00", "its end is Thursday and Friday"),
    ("the week after next", "19 08:00 - 23 21:00", "the week after next"),
    ("this weekend?", "10 08:00 - 11 21:00", "the coming weekend"),
    ("next weekend maybe", "17 08:00 - 18 21:00", "the weekend after"),
    ("monday of next week", "12 08:00-21:00", "a weekday within next week"),
    ("next week tues or thurs", "13 08:00 - 15 21:00", "weekdays behind their week"),
    ("wed or fri next week", "14 08:00 - 16 21:00", "weekdays before their week"),
    ("wed, thurs or fri", "7 08:00 - 9 21:00", "a list of days is one window"),
    ("monday thru wednesday all work", "12 08:00 - 14 21:00", "a range of days"),
    ("in two days", "8 08:00-21:00", "counted from today"),
    ("can it be in 3 days", "9 08:00-21:00", "counted with a digit"),
    ("same day next week", "15 08:00-21:00", "the visit's weekday next week"),
    ("the next day would be better", "9 08:00-21:00", "the day after the visit"),
    ("can we do the day before", "7 08:00-21:00", "the day before the visit"),
    ("anytime before saturday", "6 10:00 - 9 21:00", "up to a later day starts now"),
    ("sometime between mon and wed", "12 08:00 - 14 21:00", "between two days"),
    ("week of the 19th", "19 08:00 - 23 21:00", "the week of a date"),
    ("the day after columbus day", "13 08:00-21:00", "a day beside a holiday"),
    ("could we do halloween morning", "31 08:00-12:00", "a holiday is a day"),
]
HOURS = [
    ("can we make it 5 instead", "8 17:00", "no day: the day of the visit"),
    ("330 instead of 4?", "8 15:30", "three digits"),
    ("is 6:15 ok", "8 18:15", "no am or pm: 1-7 is afternoon"),
    ("could she come at 9", "8 09:00", "8-11 is morning"),
    ("9pm friday", "9 21:00", "pm as told"),
    ("fri 10 a.m.", "9 10:00", "am with dots"),
    ("can you be here at 14:45", "8 14:45", "24 hours"),
    ("1430 tmrw", "7 14:30", "24 hours in four digits"),
    ("half past five would be better", "8 17:30", "half past, in words"),
    ("quarter to 6", "8 17:45", "quarter to"),
    ("quarter after 10 on monday", "12 10:15", "quarter after"),
    ("five thirty on friday", "9 17:30", "hours and minutes in words"),
    ("tomorrow at tree thirty", "7 15:30", "dictated"),
    ("around 4ish friday", "9 16:00", "about an hour is a point"),
    ("noon on saturday", "10 12:00", "noon is a point"),
    ("12:30 on sat", "10 12:30", "half past noon"),
    ("8 at night on friday", "9 20:00", "a part of the day tells the half"),
    ("tomorrow morning like 9", "7 09:00", "an hour within a part"),
    ("friday evening at 6:30", "9 18:30", "an hour within the evening"),
    ("fri afternoon", "9 12:00-17:00", "afternoon"),
    ("late morning on wed", "7 10:00-12:00", "late morning"),
    ("monday nite", "12 17:00-21:00", "night"),
    ("how about tonight", "6 17:00-21:00", "tonight is today's evening"),
    ("this afternoon?", "6 12:00-17:00", "this afternoon"),
    ("after school on friday", "9 15:00-18:00", "after school"),
    ("in the morning would be easier", "8 08:00-12:00", "a part of the visit's day"),
    ("tues or thurs afternoon", "8 12:00 - 13 17:00", "a part over several days"),
    ("mornings next week", "12 08:00 - 16 12:00", "a part over a week"),
    ("same time friday", "9 16:00", "same time as the visit"),
    ("next week same time", "15 16:00", "same time a week on is the visit's weekday"),
    ("an hour later", "8 17:00", "counted from the visit"),
    ("30 min earlier", "8 15:30", "earlier than the visit"),
    ("push it back half an hour", "8 16:30", "pushed back"),
    ("can you come in an hour", "6 11:00", "counted from now"),
    ("in 2 hrs?", "6 12:00", "hours from now"),
    ("move it up an hour", "8 15:00", "moved up"),
    ("anytime on monday", "12 08:00-21:00", "any time of a day"),
    ("3 or 3:30 on fri", "9 15:00-15:30", "either of two times"),
]
BOUNDS = [
    ("after 5 on friday", "9 17:00-21:00", "after"),
    ("wed before 11", "7 08:00-11:00", "before"),
    ("not before 5", "8 17:00-21:00", "not before"),
    ("cant do anything before 3", "8 15:00-21:00", "ruled out before is asked after"),
    ("earliest i can do is 4:30", "8 16:30-21:00", "earliest"),
    ("4 at the earliest on monday", "12 16:00-21:00", "at the earliest, behind"),
    ("friday by noon", "9 08:00-12:00", "by noon"),
    ("monday until 2", "12 08:00-14:00", "until"),
    ("no later than 6 on friday", "9 08:00-18:00", "no later than"),
    ("between 3 and 5", "8 15:00-17:00", "between"),
    ("btwn 9 n 11 sat", "10 09:00-11:00", "between by thumb"),
    ("friday 3-5pm", "9 15:00-17:00", "a dash, pm for both"),
    ("10-2 on monday", "12 10:00-14:00", "a range over noon"),
    ("from 1 to 3 wed", "7 13:00-15:00", "from to"),
    ("mon 4 to 6", "12 16:00-18:00", "to between hours"),
    ("wed 5 or later", "7 17:00-21:00", "or later"),
    ("after 3 but before 5 on fri", "9 15:00-17:00", "two bounds narrow each other"),
    ("friday afternoon after 3", "9 15:00-17:00", "a bound within a part"),
    ("next week after 4", "12 16:00 - 16 21:00", "a bound over a week"),
    ("any time today before 6", "6 10:00-18:00", "no window starts before now"),
    ("from 5:30 on", "8 17:30-21:00", "from on"),
]
ROLES = [
    ("not tuesday, thursday works", "8 08:00-21:00", "ruled out, and asked for"),
    ("cant do wed or thurs. friday?", "9 08:00-21:00", "two days ruled out"),
    ("thursday no good how about monday", "12 08:00-21:00", "no good stands behind its day"),
    ("next week but not monday", "13 08:00 - 16 21:00", "a day ruled out at the edge is cut off"),
    ("any day next week except friday", "12 08:00 - 15 21:00", "except"),
    ("next week any day but wed", "12 08:00 - 16 21:00", "in the middle it stays inside"),
    ("any day but monday", None, "a day only ruled out is no window"),
    ("not thursday", None, "a day only ruled out"),
    ("another day please", None, "no bound"),
    ("anything sooner", None, "sooner is no bound"),
    ("can we reschedule", None, "nothing said"),
    ("i work till 4 so after that", "8 16:00-21:00", "after that is after the reason's time"),
    ("he has court at 2, can we do 4", "8 16:00", "a reason's time is not asked for"),
    ("i have work thurs so how about fri", "9 08:00-21:00", "a reason's day is not asked for"),
    ("my shift ends at 3 can you come after", "8 15:00-21:00", "after with nothing behind it"),
    ("cant tomorrow, friday?", "9 08:00-21:00", "a comma ends what is ruled out"),
    ("the thursday one cant be moved? monday would be good", "12 08:00-21:00", "the thursday one names the visit"),
    ("can we move the one on thursday to 6", "8 18:00", "the one on thursday keeps its day"),
    ("switch thurs to fri at 2", "9 14:00", "move X to Y"),
    ("change it from 4 to 5:30", "8 17:30", "from X to Y is no range when moving"),
    ("friday instead of thursday", "9 08:00-21:00", "instead of"),
    ("instead of thurs at 4 can we do mon at 5", "12 17:00", "instead of a day and an hour"),
    ("my 2 kids are sick can we do friday", "9 08:00-21:00", "a number that counts"),
    ("apt 5 now. come friday please", "9 08:00-21:00", "a door number"),
    ("call me 202 555 0123 about monday", "12 08:00-21:00", "a phone number"),
    ("tuesday is his birthday party. wednesday?", "7 08:00-21:00", "the day of something else"),
    ("they called me in thursday, next week?", "12 08:00 - 16 21:00", "a reason before its day"),
    ("thursday doesnt work but monday morning does", "12 08:00-12:00", "a contrast"),
    ("is friday ok i got the dentist thursday", "9 08:00-21:00", "the reason stands behind"),
    ("im free after 6", "8 18:00-21:00", "free is asked for"),
    ("i get home at 5, so 530", "8 17:30", "when home is a reason"),
    ("noon that day works too", "8 12:00", "that day is the visit's"),
]
SPANISH = [
    ("puede ser el viernes?", "9 08:00-21:00", "weekday"),
    ("mañana por la tarde", "7 12:00-17:00", "mañana is tomorrow"),
    ("mañana por la mañana mejor", "7 08:00-12:00", "tomorrow morning"),
    ("el lunes en la mañana", "12 08:00-12:00", "la mañana is the morning"),
    ("pasado mañana a las 11", "8 11:00", "the day after tomorrow"),
    ("entre las 3 y las 5 el miercoles", "7 15:00-17:00", "entre"),
    ("después de las 5 y media", "8 17:30-21:00", "después de las"),
    ("antes de las 10 el sabado", "10 08:00-10:00", "antes de las"),
    ("a las 3 y cuarto", "8 15:15", "y cuarto"),
    ("a las cuatro menos cuarto", "8 15:45", "menos cuarto"),
    ("el 21 de octubre", "21 08:00-21:00", "date"),
    ("el dia 14 a las 2 de la tarde", "14 14:00", "day of the month and hour"),
    ("la semana que viene", "12 08:00 - 16 21:00", "next week"),
    ("a principios de la semana que viene", "12 08:00 - 13 21:00", "early next week"),
    ("el proximo martes", "13 08:00-21:00", "next X"),
    ("la del jueves pasela para el viernes", "9 08:00-21:00", "la del jueves names the visit"),
    ("el jueves no puedo, puede ser el lunes a las 9", "12 09:00", "no puedo behind its day"),
    ("no puedo el jueves pero el viernes si", "9 08:00-21:00", "no puedo before its day"),
    ("en vez del jueves el viernes a la misma hora", "9 16:00", "en vez de, same time"),
    ("una hora mas tarde por favor", "8 17:00", "an hour later"),
    ("media hora antes se puede?", "8 15:30", "half an hour earlier"),
    ("trabajo hasta las 4, despues de eso si", "8 16:00-21:00", "after that"),
    ("martes o miercoles por la noche", "7 17:00 - 13 21:00", "two days, one part"),
    ("de 2 a 4 el viernes", "9 14:00-16:00", "de a"),
    ("el fin de semana", "10 08:00 - 11 21:00", "weekend"),
    ("cualquier dia de la proxima semana menos el lunes", "13 08:00 - 16 21:00", "menos"),
    ("despues de la escuela el lunes", "12 15:00-18:00", "after school"),
    ("al mediodia el lunes", "12 12:00", "noon"),
    ("hoy en la noche se puede?", "6 17:00-21:00", "tonight"),
    ("mis 3 nenes tienen cita, mejor el viernes", "9 08:00-21:00", "a number that counts"),
]
CREOLE = [
    ("èske nou ka fè l vandredi", "9 08:00-21:00", "weekday"),
    ("demen maten", "7 08:00-12:00", "tomorrow morning"),
    ("madi apremidi pi bon", "13 12:00-17:00", "afternoon"),
    ("apre 5è pi bon pou mwen", "8 17:00-21:00", "after five"),
    ("avan 10zè samdi", "10 08:00-10:00", "before ten"),
    ("a 3zè edmi", "8 15:30", "half past"),
    ("twazè vandredi", "9 15:00", "hour in words"),
    ("ant 2zè ak 4è", "8 14:00-16:00", "between"),
    ("semèn pwochèn", "12 08:00 - 16 21:00", "next week"),
    ("lendi pwochen", "12 08:00-21:00", "next Monday"),
    ("aswè a", "6 17:00-21:00", "tonight"),
    ("lendi olye jedi", "12 08:00-21:00", "olye"),
    ("jedi pa bon men vandredi bon", "9 08:00-21:00", "ruled out, and asked for"),
    ("m pa ka jedi, eske w ka vini lendi", "12 08:00-21:00", "m pa ka"),
    ("le 14 oktob", "14 08:00-21:00", "date"),
    ("apre lekòl vandredi", "9 15:00-18:00", "after school"),
    ("menm lè a vandredi", "9 16:00", "same time"),
    ("inèdtan pita", "8 17:00", "an hour later"),
    ("wikenn sa a", "10 08:00 - 11 21:00", "weekend"),
    ("m ap travay jiska 4è, apre sa", "8 16:00-21:00", "after that"),
    ("midi lendi", "12 12:00", "noon"),
    ("nan 2 jou", "8 08:00-21:00", "in two days"),
]
PORTUGUESE = [
    ("pode ser na sexta?", "9 08:00-21:00", "weekday"),
    ("segunda-feira de manhã", "12 08:00-12:00", "Monday morning"),
    ("amanhã à tarde", "7 12:00-17:00", "tomorrow afternoon"),
    ("depois das 5", "8 17:00-21:00", "after"),
    ("antes das 10 no sábado", "10 08:00-10:00", "before"),
    ("às 3 e meia", "8 15:30", "half past"),
    ("sexta às 15h30", "9 15:30", "24 hours with h"),
    ("quinta não posso, pode ser segunda às 9h", "12 09:00", "não posso behind its day"),
    ("semana que vem", "12 08:00 - 16 21:00", "next week"),
    ("no dia 21", "21 08:00-21:00", "day of the month"),
    ("21 de outubro à noite", "21 17:00-21:00", "date and part"),
    ("das 2 às 4 na segunda", "12 14:00-16:00", "das às"),
    ("entre 3 e 5 da tarde", "8 15:00-17:00", "entre"),
    ("em vez de quinta, sexta no mesmo horário", "9 16:00", "em vez de, same time"),
    ("uma hora mais tarde", "8 17:00", "an hour later"),
    ("meia hora mais cedo", "8 15:30", "half an hour earlier"),
    ("qualquer dia da semana que vem menos segunda", "13 08:00 - 16 21:00", "menos"),
    ("trabalho até as 4, depois disso", "8 16:00-21:00", "after that"),
    ("fim de semana", "10 08:00 - 11 21:00", "weekend"),
    ("hoje à noite dá?", "6 17:00-21:00", "tonight"),
    ("depois da escola na sexta", "9 15:00-18:00", "after school"),
    ("depois de amanhã", "8 08:00-21:00", "the day after tomorrow"),
    ("terça ou quarta à tarde", "7 12:00 - 13 17:00", "two days, one part"),
    ("ao meio-dia na sexta", "9 12:00", "noon"),
]
MIXED = [
    ("can we do el lunes después de las 4", "12 16:00-21:00", "English and Spanish"),
    ("jueves no good, friday morning?", "9 08:00-12:00", "a Spanish day ruled out in English"),
    ("vandredi afternoon ok pou mwen", "9 12:00-17:00", "Creole day, English part"),
    ("quinta nao posso, maybe friday at 3", "9 15:00", "Portuguese and English"),
    ("tengo work thursday, next week?", "12 08:00 - 16 21:00", "a reason in two languages"),
]
ASIDE = [
    ("buried the dog tonight. friday morning instead?", "9 08:00-12:00", "a day of something told is not asked for"),
    ("going to a wedding saturday. monday at 3", "12 15:00", "a sentence of nothing but a time outweighs a told one"),
    ("i work thursday so friday", "9 08:00-21:00", "what follows from a reason is asked for"),
    ("el jueves trabajo, entonces el viernes", "9 08:00-21:00", "entonces"),
    ("jedi m travay, donk vandredi", "9 08:00-21:00", "donk"),
    ("quinta eu trabalho, então sexta", "9 08:00-21:00", "então"),
    ("push it to early next week", "12 08:00 - 13 21:00", "what a visit is pushed to is asked for"),
    ("4 is to early for me, 6?", "8 18:00", "to early is too early"),
    ("saturday because i work all week", "10 08:00-21:00", "a cause says nothing of the day before it"),
    ("is this weekend a thing u do? monday morning i got wic", "10 08:00 - 11 21:00", "a part of a day may be why"),
    ("got tuesday?", "13 08:00-21:00", "a question that begins with have"),
    ("friday at 9 if thats not too early", "9 09:00", "not too early rules nothing out"),
    ("7 thursday or not at all", "8 19:00", "a choice between a time and nothing"),
]
SAME = [
    ("jueves no, viernes igual hora", "9 16:00", "igual hora"),
    ("sexta, mesmo horário", "9 16:00", "mesmo horário"),
    ("vandredi menm lè a", "9 16:00", "menm lè"),
    ("viernes a la hora de siempre", "9 16:00", "the usual time"),
    ("semana que vem, mesmo dia e mesmo horário", "15 16:00", "same day and time of another week"),
    ("an hour later than u said", "8 17:00", "later than was said"),
    ("uma hora mais tarde do que o combinado", "8 17:00", "later than was said, in Portuguese"),
    ("an hour n half later thursday", "8 17:30", "an hour and a half"),
]
WEEKS = [
    ("next week, at the beginning", "12 08:00 - 13 21:00", "a part of a week behind it"),
    ("la semana que viene, a finales", "15 08:00 - 16 21:00", "its end"),
    ("semana que vem, no comecinho", "12 08:00 - 13 21:00", "its very beginning"),
    ("semèn pwochèn nan kòmansman", "12 08:00 - 13 21:00", "its beginning in Creole"),
    ("la semana del 19, al principio", "19 08:00 - 20 21:00", "a part of the week of a date"),
    ("next week is best, like wed or thurs", "14 08:00 - 15 21:00", "days of the week that was asked for"),
    ("afternoons only, mon thru wed next week", "12 12:00 - 14 17:00", "a range of days of a week"),
    ("not this saturday, the next one", "17 08:00-21:00", "the next one"),
    ("no este sábado, el otro", "17 08:00-21:00", "el otro"),
    ("samdi 24 oswa dimanch 25", "24 08:00 - 25 21:00", "a weekday with its date"),
    ("the sixteenth after 5", "16 17:00-21:00", "a day of the month in letters"),
    ("el dieciséis", "16 08:00-21:00", "a day of the month in letters, in Spanish"),
    ("we need to move to the weak end", "10 08:00 - 11 21:00", "a weekend by ear"),
    ("between now and friday", "6 10:00 - 9 21:00", "up to a day starts now"),
]
LATER_HOURS = [
    ("tomorrow but not til the bus gets in at 3:20", "7 15:20-21:00", "not until something happens"),
    ("friday before i go to work at 3", "9 08:00-15:00", "before something happens"),
    ("viernes después que salgo del trabajo a las 5", "9 17:00-21:00", "after something happens"),
    ("friday four thirty on", "9 16:30-21:00", "on, at the end"),
    ("el viernes de cinco en adelante", "9 17:00-21:00", "de cinco en adelante"),
    ("viernes de dos a cuatro", "9 14:00-16:00", "hours in letters from one to the other"),
    ("that same day, ten-ish", "8 10:00", "ten-ish"),
    ("friday half past ten", "9 10:30", "half past ten"),
    ("viernes diez y media", "9 10:30", "diez y media"),
    ("vandredi setèdmi", "9 19:30", "one word for hour and half"),
    ("tues or thurs next week, i only got eves", "13 17:00 - 15 21:00", "a part of the day for both days"),
    ("monday, tuesday and wednesday, mornings only", "7 08:00 - 13 12:00", "a part of the day for a list"),
    ("tues wed or thurs but never nights", "7 08:00 - 13 17:00", "a part of the day is out"),
    ("monday or tuesday. AM", "12 08:00 - 13 12:00", "am alone"),
    ("evenings r better 4 us. mon or tues?", "12 17:00 - 13 21:00", "4 us is no hour"),
    ("the worker said we'd do evenings", "8 17:00-21:00", "we'd is no wednesday"),
    ("friday morning. he naps in the afternoon", "9 08:00-12:00", "a part that excludes the one asked for"),
]
COMPARED = [
    ("next friday not this one", "16 08:00-21:00", "the nearer of two is ruled out, not the one named"),
    ("next wed not this", "14 08:00-21:00", "this, alone"),
    ("sexta que vem não essa", "16 08:00-21:00", "não essa"),
    ("could the thursday one be friday, 530ish", "9 17:30", "what the visit is to become"),
    ("can the thursday visit be monday at 3", "12 15:00", "what the visit is to become, by its name"),
    ("3:15 would be easier then 4", "8 15:15", "then for than"),
    ("friday is better then", "9 08:00-21:00", "then at the end compares nothing"),
    ("sexta é melhor que quinta", "9 08:00-21:00", "melhor que"),
    ("vandredi pi bon pase jedi", "9 08:00-21:00", "pi bon pase"),
    ("is 8 oclock at nite too late?", "8 20:00", "they wonder if it suits"),
    ("sabado por la mañana no habra algo?", "10 08:00-12:00", "a polite no asks"),
    ("nou pa ta ka mete l vandredi apremidi?", "9 12:00-17:00", "a polite no in Creole"),
]
REACHES = [
    ("muevanla hora y media mas tarde", "8 17:30", "an hour and a half without its article"),
    ("hora e meia mais cedo", "8 14:30", "hora e meia"),
    ("inèdtan edmi pi ta", "8 17:30", "inèdtan edmi"),
    ("entre as 10 e o meio-dia", "8 10:00-12:00", "the other end of between has an article"),
    ("entre las 10 y el mediodia", "8 10:00-12:00", "y el mediodia"),
    ("ant 10zè ak midi", "8 10:00-12:00", "ak midi"),
    ("mete m dimanch a inè", "11 13:00", "an hour behind its day"),
    ("mete l lendi a 2zè", "12 14:00", "an hour in digits behind its day"),
    ("move thursday to 3pm", "8 15:00", "the visit's own day moved to an hour"),
    ("the tues of halloween week", "27 08:00-21:00", "a weekday of a holiday's week is that day"),
    ("columbus day itself at 10", "12 10:00", "the holiday itself"),
    ("around nine in the morning on the ninth", "9 09:00", "a small day of the month behind on"),
    ("the ninth kid has school, friday at 9", "9 09:00", "without on it counts something else"),
    ("el 8 no, mejor el 10 at 1pm", "10 13:00", "a number with its article is a day"),
    ("el 8 no puedo mejor el 10 a las 3", "10 15:00", "the hour of a day in digits"),
    ("puedo de 2 a las 4", "8 14:00-16:00", "from one hour to the other is no day"),
    ("next week mon tue and wed im booked. thurs or fri eve", "15 17:00 - 16 21:00", "days of the week of those out"),
    ("la semana que viene lunes y martes no puedo. jueves o viernes de noche", "15 17:00 - 16 21:00", "in Spanish"),
    ("semana que vem segunda e terca nao posso. quinta ou sexta de noite", "15 17:00 - 16 21:00", "in Portuguese"),
    ("semèn pwochèn lendi ak madi m pa la. jedi oswa vandredi aswè", "15 17:00 - 16 21:00", "in Creole"),
    ("next wk works just steer clear of monday", "13 08:00 - 16 21:00", "steer clear of"),
    ("semana que vem evitando a segunda", "13 08:00 - 16 21:00", "evitando"),
    ("la semana que viene evitando el lunes", "13 08:00 - 16 21:00", "evitando, in Spanish"),
    ("better give em til the end of next week", "15 08:00 - 16 21:00", "what is waited for is asked for"),
    ("esperemos hasta finales de la proxima semana", "15 08:00 - 16 21:00", "esperemos hasta"),
    ("salgo a las 3 y cuarto osea despues de esa ora el viernes", "9 15:15-21:00", "after the hour of the reason"),
    ("so only time i got is b4 9", "8 08:00-09:00", "the only time is asked for"),
    ("can she come frday in the evning", "9 17:00-21:00", "a misspelt day and part of it"),
    ("virei a noite no serviço, joga pro finalzinho da semana q vem", "15 08:00 - 16 21:00", "a night told of"),
]
SHIFTED = [
    ("bring it up to wednesday after school", "7 15:00 - 7 18:00", "what is put with to names the new day"),
    ("shove it back an hour an a half", "8 17:30", "an hour and a half by ear"),
    ("monday im out, any day after that", "13 08:00 - 16 21:00", "any day after another"),
    ("el lunes no, cualquier dia despues de eso", "13 08:00 - 16 21:00", "the same in Spanish"),
    ("segunda nao posso, qualquer dia depois disso", "13 08:00 - 16 21:00", "the same in Portuguese"),
]
LEFT = [
    (
        "those wont do. evenings next week is all ive got",
        "12 17:00 - 16 21:00",
        "all that is left to them is asked for",
    ),
    ("las noches de la semana que viene es lo unico que tengo", "12 17:00 - 16 21:00", "the same in Spanish"),
    ("aswe semen pwochen se sel sa m genyen", "12 17:00 - 16 21:00", "the same in Creole"),
    ("a noite semana que vem e tudo que tenho", "12 17:00 - 16 21:00", "the same in Portuguese"),
    ("evening friday pls, 2 is when i sleep", "9 17:00-21:00", "the hour of something else is a reason"),
    ("el viernes en la noche, a las 2 es cuando duermo", "9 17:00-21:00", "the same in Spanish"),
    ("vandredi aswe, 2ze se le m domi", "9 17:00-21:00", "the same in Creole"),
    ("sexta a noite, as 2 e quando eu durmo", "9 17:00-21:00", "the same in Portuguese"),
    ("friday at 5 is when im free", "9 17:00", "when they can is asked for"),
    ("pa vini anvan 5e non", "8 17:00-21:00", "no said twice of the same bound"),
    ("no vengan antes de las 5 no", "8 17:00-21:00", "the same in Spanish"),
]
NAMED = [
    ("ten oh clock but friday not twos day", "9 10:00", "a day and an hour as dictated"),
    ("the first few days of next week", "12 08:00 - 13 21:00", "the first days of a week are its early part"),
    ("a la otra semana, los primeros dias", "12 08:00 - 13 21:00", "the same in Spanish"),
    ("semen pwochen, premye jou yo", "12 08:00 - 13 21:00", "the same in Creole"),
    ("semana que vem, nos ultimos dias", "15 08:00 - 16 21:00", "its last days in Portuguese"),
    ("monday once the kids get out of school", "12 15:00-18:00", "when school is out"),
    ("el lunes cuando los muchachos salgan de clases", "12 15:00-18:00", "the same in Spanish"),
    ("lendi le pitit mwen yo sot lekol", "12 15:00-18:00", "the same in Creole"),
    ("segunda quando os meninos sairem da escola", "12 15:00-18:00", "the same in Portuguese"),
]
TURNED = [
    ("an hour later but on friday", "9 17:00", "the visit's day is only lent to an hour later"),
    ("una hora mas tarde pero el viernes", "9 17:00", "the same in Spanish"),
    ("inedtan pita men vandredi", "9 17:00", "the same in Creole"),
    ("uma hora mais tarde mas na sexta", "9 17:00", "the same in Portuguese"),
    ("friday but an hour earlier", "9 15:00", "the day may come first"),
    ("not this thursday the next one", "15 08:00-21:00", "the next of a day that is out"),
    ("este jueves no, el otro", "15 08:00-21:00", "the same in Spanish"),
    ("jedi sa a m pa ka, lot la", "15 08:00-21:00", "the same in Creole"),
    ("esta quinta nao, a outra", "15 08:00-21:00", "the same in Portuguese"),
    ("columbus day is out. either tomorrow or friday before that", "7 08:00 - 9 21:00", "a weekday before a day"),
    ("the friday before halloween", "30 08:00-21:00", "a weekday before a holiday"),
    ("el lunes no, el viernes antes de eso", "9 08:00-21:00", "the same in Spanish"),
    ("the last week of october", "26 08:00 - 30 21:00", "a week of a month"),
    ("ultima semana de octubre", "26 08:00 - 30 21:00", "the same in Spanish"),
    ("denye semen oktob", "26 08:00 - 30 21:00", "the same in Creole"),
    ("na terceira semana de outubro", "12 08:00 - 16 21:00", "the same in Portuguese"),
]
COUNTED = [
    ("a couple hours later", "8 18:00", "a couple is two"),
    ("un par de horas mas tarde", "8 18:00", "the same in Spanish"),
    ("an hour and 15 later", "8 17:15", "an hour and minutes"),
    ("una hora y cuarto mas tarde", "8 17:15", "an hour and a quarter in Spanish"),
    ("uma hora e quinze mais tarde", "8 17:15", "the same in Portuguese"),
    ("de hoy en ocho", "13 08:00-21:00", "eight days are a week"),
    ("el lunes en quince", "26 08:00-21:00", "fifteen days are two weeks"),
    ("the friday after next", "23 08:00-21:00", "the weekday after the next one"),
    ("del mediodia a las 3", "8 12:00-15:00", "hours since noon"),
    ("midi a 3ze", "8 12:00-15:00", "the same in Creole"),
    ("friday early afternoon", "9 12:00-14:00", "early is of the part behind it"),
    ("miercoles o jueves pero no antes de las 5", "7 17:00 - 8 21:00", "but not before"),
]
ALL = [
    *DAYS,
    *HOURS,
    *BOUNDS,
    *ROLES,
    *SPANISH,
    *CREOLE,
    *PORTUGUESE,
    *MIXED,
    *ASIDE,
    *SAME,
    *WEEKS,
    *LATER_HOURS,
    *SHIFTED,
    *LEFT,
    *NAMED,
    *TURNED,
    *COUNTED,
]
ALL += [*COMPARED, *REACHES]


@pytest.mark.parametrize(("text", "told", "shows"), ALL, ids=[f"{text}: {shows}" for text, _, shows in ALL])
def test_the_window_asked_for(text: str, told: str | None, shows: str) -> None:
    """Each line: what is written on Tuesday the 6th about the visit on Thursday the 8th at four, and its window."""
    expected = window("5 08:00-21:00", month=11) if text.startswith("the 5th") else window(told or "")
    assert asked(text) == expected


OTHER_MOMENTS = [
    (
        "2026-12-29 11:30",
        "2026-12-30 16:00",
        "first week of january",
        "2027-01-04 08:00",
        "2027-01-08 21:00",
        "a new year",
    ),
    (
        "2026-11-09 10:00",
        None,
        "first full week of june",
        "2027-06-07 08:00",
        "2027-06-11 21:00",
        "a week with its monday",
    ),
    ("2026-11-09 10:00", None, "first week of june", "2027-06-01 08:00", "2027-06-04 21:00", "a week within its month"),
    (
        "2026-11-09 10:00",
        None,
        "primera semana de diciembre",
        "2026-12-01 08:00",
        "2026-12-04 21:00",
        "the same in Spanish",
    ),
    ("2027-01-20 10:00", None, "premye semen fevriye", "2027-02-01 08:00", "2027-02-05 21:00", "the same in Creole"),
    ("2026-12-29 15:00", "2026-12-31 15:00", "monday the 4th same time", "2027-01-04 15:00", "", "a year's end"),
    ("2026-12-29 15:00", "2026-12-31 15:00", "next friday at 10", "2027-01-08 10:00", "", "next week is next year"),
    ("2026-11-30 09:00", None, "the 1st after 4", "2026-12-01 16:00", "2026-12-01 21:00", "a month's end"),
    ("2027-01-30 09:00", None, "the 30th at 2", "2027-01-30 14:00", "", "today's number is today"),
    ("2027-01-31 09:00", None, "the 30th at 2", "2027-03-30 14:00", "", "a month too short is passed over"),
    ("2028-02-27 09:00", None, "feb 29 at 10", "2028-02-29 10:00", "", "a leap day"),
    ("2028-02-28 09:00", None, "tomorrow morning", "2028-02-29 08:00", "2028-02-29 12:00", "the morning of a leap day"),
    (
        "2027-01-15 09:00",
        None,
        "el 29 de febrero",
        "2028-02-29 08:00",
        "2028-02-29 21:00",
        "a leap day of a later year",
    ),
    ("2026-10-30 17:00", "2026-10-31 16:00", "same time monday", "2026-11-02 16:00", "", "clocks go back between"),
    ("2026-10-31 12:00", "2026-10-31 16:00", "sunday 10am", "2026-11-01 10:00", "", "the day the clocks go back"),
    ("2027-03-12 12:00", "2027-03-13 16:00", "sunday an hour later", "2027-03-14 17:00", "", "the day they go forward"),
    (
        "2027-03-13 22:00",
        "2027-03-14 10:00",
        "mañana despues de las 2",
        "2027-03-14 14:00",
        "2027-03-14 21:00",
        "there",
    ),
    ("2026-11-20 09:00", None, "the day after thanksgiving", "2026-11-27 08:00", "2026-11-27 21:00", "by weekday"),
    ("2026-11-20 09:00", None, "the week after thanksgiving", "2026-11-30 08:00", "2026-12-04 21:00", "its week"),
    ("2026-12-20 09:00", None, "el dia despues de navidad", "2026-12-26 08:00", "2026-12-26 21:00", "by date"),
    ("2027-03-20 09:00", None, "the monday after easter at 3", "2027-03-29 15:00", "", "by the moon"),
    (
        "2027-05-20 09:00",
        None,
        "day before memorial day",
        "2027-05-30 08:00",
        "2027-05-30 21:00",
        "the last Monday of May",
    ),
    ("2027-01-10 09:00", None, "mlk day at noon", "2027-01-18 12:00", "", "the third Monday"),
    ("2026-12-26 09:00", None, "christmas", "2027-12-25 08:00", "2027-12-25 21:00", "a holiday over is next year's"),
    ("2026-10-06 10:00", None, "can someone come at 3", "2026-10-06 15:00", "", "no visit: today, if it is to come"),
    ("2026-10-06 16:00", None, "can someone come at 3", "2026-10-07 15:00", "", "no visit: tomorrow, if it is over"),
    ("2026-10-06 13:30", None, "this afternoon", "2026-10-06 13:30", "2026-10-06 17:00", "no window starts before now"),
    ("2026-10-06 22:00", None, "today", "", "", "a day that is over is no window"),
    ("2026-10-10 09:00", None, "this weekend", "2026-10-10 09:00", "2026-10-11 21:00", "asked on a Saturday"),
    (
        "2026-10-11 09:00",
        None,
        "the weekend",
        "2026-10-17 08:00",
        "2026-10-18 21:00",
        "asked on a Sunday: the coming one",
    ),
    ("2026-10-10 09:00", None, "next week", "2026-10-12 08:00", "2026-10-16 21:00", "weeks run Monday to Sunday"),
    ("2026-10-11 23:30", None, "next week", "2026-10-12 08:00", "2026-10-16 21:00", "on a Sunday night"),
]


@pytest.mark.parametrize(
    ("now", "visit", "text", "start", "end", "shows"), OTHER_MOMENTS, ids=[f"{m[2]}: {m[5]}" for m in OTHER_MOMENTS]
)
def test_at_other_moments(now: str, visit: str | None, text: str, start: str, end: str, shows: str) -> None:
    """Ends of months and years, leap days, clock changes, holidays, and no visit to count from."""
    expected = Window(moment(start), moment(end or start)) if start else None
    assert asked(text, moment(now), moment(visit) if visit else None) == expected


def test_the_wall_clock_holds_over_a_clock_change() -> None:
    """The same wall-clock time a day on is 25 hours away when the clocks go back."""
    found = asked("tomorrow same time", moment("2026-10-31 09:00"), moment("2026-10-31 16:00"))
    assert found is not None
    assert found.start.utcoffset() == timedelta(hours=-5)
    assert found.start.timestamp() - moment("2026-10-31 16:00").timestamp() == 25 * 3600


@pytest.mark.parametrize(
    "text",
    [
        "there in like 25",
        "running 10 min late",
        "llego 15 minutos tarde",
        "vou chegar 10 minutos atrasada",
        "m ap rive nan 5 minit an reta",
        "my number changed its 2025550123",
        "he is 4 years old now",
        "we have 3 kids",
        "number 2 please",
        "2",
        "im at 15 main st apt 3",
        "1 more week to go",
        "thank you so much",
        "can i talk to somebody",
        "what was that",
        "🙏🙏",
        "",
    ],
)
def test_no_time_is_asked_for(text: str) -> None:
    """Numbers that count, phone numbers and waits are no window."""
    assert asked(text) is None


def test_closed_days_are_cut_off_at_the_edges() -> None:
    """A day the program is closed is cut off a longer window; asked for alone it stays, for the flow to answer."""
    closed = {date(2026, 10, 12), date(2026, 10, 16), date(2026, 10, 14)}
    assert asked_window("next week", NOW, VISIT, WORDS, closed) == window("13 08:00 - 15 21:00")
    assert asked_window("monday", NOW, VISIT, WORDS, closed) == window("12 08:00-21:00")


ANY_WORD = st.sampled_from(sorted({*WORDS.alone, *(first for first in WORDS.longer), *"0123456789:/-,.?ap"}))
A_NUMBER = st.integers(0, 10**12).map(str)
ANY_TEXT = st.text() | st.lists(ANY_WORD | A_NUMBER, max_size=25).map(" ".join)
ANY_MOMENT = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)).map(lambda when: when.replace(tzinfo=ZONE))  # noqa: DTZ001


@settings(max_examples=600, deadline=None, derandomize=True)
@given(ANY_TEXT, ANY_MOMENT, st.none() | ANY_MOMENT)
def test_any_text_is_read_the_same_way_twice(text: str, now: datetime, visit: datetime | None) -> None:
    """Any text of any script, at any moment, gives a window in order that is not past, or none; and the same again."""
    found = asked_window(text, now, visit, WORDS)
    assert found == asked_window(text, now, visit, WORDS)
    assert found is None or now <= found.start <= found.end


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(["morning", "afternoon", "evening", "late morning", "after school", "noite", "maten"]),
    st.sampled_from(
        ["monday", "next week", "this weekend", "tues or thurs", "lendi", "sexta", "el sabado", "the 20th"]
    ),
    ANY_MOMENT,
)
def test_a_part_of_the_day_lies_in_the_visiting_day(part: str, day: str, now: datetime) -> None:
    """What a part of the day made begins at eight or later and ends by nine at night."""
    found = asked_window(f"{day} {part}", now, None, WORDS)
    if found is None:
        assert now.day == 20, "only a part of today can be over"
        return
    assert found.start.hour >= 8
    assert (found.end.hour, found.end.minute) <= (21, 0)


@pytest.mark.parametrize(
    "piece",
    [
        "the day after ",
        "half past ",
        "the ",
        "after ",
        "not ",
        "monday ",
        "3 ",
        "early ",
        "a week from ",
        "week of ",
        ":",
    ],
)
def test_long_texts_are_read_in_one_pass(piece: str) -> None:
    """However long a text and whatever is repeated in it, nothing is raised, nothing read over and over."""
    asked(piece * 20_000)
