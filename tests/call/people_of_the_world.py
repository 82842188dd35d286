"""Names as people have them, those first that are words of English too; and what is no name."""

THAT_ARE_WORDS = """
The Anh;Is;An;Do;My;Le;Ho;Bin;Mark;Joy;Will;May;Nguyen The Anh;The Anh Do;Le The Vinh;To The Anh
On The Vinh;Tran To My;My Le;My Do;An Do;My Linh;My Loan;Thi My Hanh;Nguyen Thi Thu;Do Thi My
Thi An;Hung Do;Hung Le;Long Ho;Dung Nguyen;Phuc Tran;Ton That Tung;Ton That Thuyet;Nguyen Van At
Are Hansen;Per Are Hansen;Lars Are;Jonas Are Berg;Can Yilmaz;Can;He Can;You Can;She Can;You Do Yeon
So Young;So Ji Sub;So Ho;He Will;Will He;He Is;You;You He;We Li;She Li;In Ho;Kim In My;No Moo Hyun
No;Her Vang;Mai Her;Pa Her;Chue Her;Or Cohen;Or;By Hansen;Inger By;But Janusz;Anna Was;Jan Was;Was
Anna Has;Said Ahmed;Mohamed Said;Ali Said Omar;Said;Said So;I Made Wijaya;I Wayan Sudirta;Made
Ni Made Ayu;Al From;Lars From;Emile With;Richard With;Into Auvinen;Edmond About;Not Vital
This Jenny;That;Dennis Wrong;Michela Wrong;Tom Waits;Van der Does;Pieter van der Does de Willebois
Ulla Have;Jan ten Have;Maja Arent;Brian Cant;Jony Ive;Im Kwon Taek;Yoona Im;Too Kipsang;How Long
How;Wu How;At Bol;As Hakon;Bill Still;Bill Call;Will Call;Sue Day;Grant Long;Rob Banks;Chase Price
Drew Carey;Rich Hall;Frank Black;Pat Down;Bob Down;June May;April May;August Long;Joe Friday
Art Good;Hope Best;Faith More;Grace Over;Noble Just;Just Fontaine;Just;Dean Moon;Earl Grey
Duke Ellington;Prince;King Lee;Major Tom;Judge Reinhold;Page Turner;Clay Potter;Dale Hill
Glen Field;Heath Ledger;Lane Street;Rhodes St John;Miles Drive;Ray Sun;Sunny Day;Summer Rain
Winter Storm;Gene Poole;Guy Man;Guy Fawkes;Jack Frost;Angel Love;Jesus Loves;Christian Faith
Max Power;Rusty Nail;Sandy Beach;Stone Cold;Tad Late;Rude Francois;George Rude;Been John;John Been
Were Odhiambo;John Were;Sam Need;Sam Want;Go Ara;Go;Ng;O;A;E;U;Oo;Oh;Oh Say;Say;Si Li;Ha;Hu Is;Hu
Ai;Ay;Aye;Bo;By;De;Di;Em;Eu;Fu;Gu;Hi;Ha Long;I;If;Ja;Ju;Ka;Ko;Li;Lo;Lu;Ma;Me;Mo;Mu;Na;No Ri;Om;On
Pa;Pi;Po;Qi;Re;Ri;Ru;Sa;Se;Si;So;Su;Ta;Te;To;Tu;Up;Us;Vi;Wa;We;Wo;Wu;Xi;Ya;Ye;Yi;Yo;Yu;Ze;Zu
All Smith;Any Garcia;Dear Abby;Ever Banega;Never Ndlovu;Every Day;Few Lee;Less Moore
"""
"""Each by itself, in small letters too; some are only in this list to be hard."""

OF_THE_WORLD = """
Ana de la Cruz García;Juan del Valle y Ríos;Van der Berg;Jan van den Berg;Sophie in 't Veld
Jaap op den Kamp;Piet van 't Hoff;Otto von und zu Stein;Anna auf der Heide;Karl an der Brücke
Hans im Hof;Uli in der Au;Maria da Silva;João dos Santos;Zé do Carmo;Luís e Silva
Marie-Claire Dubois;Jean de La Fontaine;Charles de Gaulle;Anne-Marie L'Hôte;Bernard d'Ormesson
Ludovica dell'Acqua;Leonardo di Caprio;Aldo lo Monaco;O’Brien Jr.;Seán Ó Briain;Áine Ní Dhomhnaill
Siân ap Rhys;Angus Mac an tSaoir;Mhairi NicDhòmhnaill;Osama bin Zayed;Ibn Khaldun;Fatima al-Zahra
Abd el-Kader;Noor Jahan;Nor Aini binti Ahmad;Ahmad bin Abdullah;Muhammad Ali;Yusuf Islam
Aisha bint Omar;Khadija el Amrani;Hassan ibn Ali;Umar Farooq;Zainab Bibi;Anne of Cleves
Nguyễn Thế Anh;Đỗ Thị Mỹ;Lê Thị Hồng Gấm;Hồ Chí Thanh;Trần Văn Ơn;Phạm Thị Lan;Vũ Đức Đam
Giàng A Tủa;Thào A Sử;Vàng A Tô;Lý A Pó;Kim Min-ji;Park Ji-sung;Choi Is-on;Lee Do-hyun;Ko Un
Bae Suzy;Yoon Eun-hye;Jung Ho-yeon;Li Na;Wang Wei;Zhang San;Liu Xin;He Jiankui;She Xiang;Tu Youyou
An Lushan;Bo Yang;Mo Yan;Ba Jin;Lu Xun;Ha Jin;Yu Hua;You Xie;Ning Hao;Long Yu;Can Xue;Hu Shih
Tanaka Ken;Ito Jun;Ono Yoko;Abe Shinzo;Doi Takako;Mori Mari;Endo Shu;Oe Kenzaburo;Ii Naosuke
Sato Me;Suu Kyi;U Thant;Daw Mya;Aung San;Than Shwe;Ne Win;Somchai Jaidee;Apirak K.;Chai Is
Sri Wahyuni;Sukarno;Suharto;Dewi;Putu Ayu;Ketut Liyer;Amit Shah;Priya Is;Anjali Rao;Ravi Shankar
Sunita Das;Om Puri;Jaya Bachchan;Ram Das;Sita Devi;Hari Om;Gurpreet Singh;Harjit Kaur;Manpreet Gill
Deep Roy;Nirmal Jit;Arundhati Roy;Kiran Bedi;Lata M.;Indu Bala;Óscar Are;Bjørn Is;Åse Dahl
Tor Odd Moe;Odd Berg;Even Hansen;Roar Lie;Simen Agdestein;Gro Harlem;Liv Moe;Siv Jensen
Rolf Just Nilsen;Jens Stub;Søren From Jensen;Tove Ditlevsen;Birgit Dam;Ib Has;Bo Is;Pia Juul
Lise Lotte;Kai Holm;Aino Into;Matti Nykänen;Outi Mäki;Aku Ankka;Heli Koivu;Onni Lahti;Toivo Was
Eve Kivi;Mart Laar;Jaan Took;Kati Went;Krista Lost;Jüri Ratas;Ants Ots;Vaira Vike;Egils Levits
Jonas Is;Ona Do;Jan Wąs;Ewa Haś;Anna Was-Nowak;Lech Wałęsa;Olga Tokarczuk;Stanisław Lem;Zofia But
Adam Jak;Iwo Has;Petr Had;Jana To;Ota Pavel;Ivo Pospíšil;Ján Not;Eva Hes;Zoltán Is;Éva Has
Ottó Will;Imre Nagy;Ion Was;Ana Blandiana;Dan Is;Mircea Do;Ivan Was;Olga Not;Igor Is;Yana Are
Lev Tolstoy;Ilya Is;Ada Me;Vera In;Dragan Do;Mila So;Goran Is;Luka An;Ivo Andrić;Elif Şafak
Can Dündar;Er Han;Ay Su;Nur Is;On Ur;Bal An;Ok Tay;Ari Or;Or Lev;Gal Has;Tal Is;Noa No;Bat-El Me
Dov Ber;Shai Was;Adi Am;Ron Her;Mordechai Said;Chaim Be;Chinua Achebe;Wole Soyinka;Ngozi Is;Ade Are
Ola Is;Kofi An;Ama Ata;Kwame Do;Yaa Asantewaa;Esi Edugyan;Ngũgĩ wa Thiong’o;Ng'ang'a Kamau;Were Is
Too Was;Wanjiru Has;Amina Said Ali;Haile Is;Abeba Has;Tigist So;Nelson Mandela;Thabo Is;Sipho Was
Zanele Not;Thandi Me;Gift Ndlovu;Precious Moyo;Blessing Okafor;Lucky Dube;Beauty Was;Given Mkhari
Wonder Has;Trust Is;Prayer Do;Innocent Was;Memory Not;Tendai Is;Tariro Are;Kuda So;Leilani Is
Keanu Reeves;Tui Was;Sione Lātū;Mele Are;Ana Late;Tama So;Hone Is;Aroha Do;Rua Me;Wiremu Tau
Dana Whitlock;Sam Lee;Kim Lo;Robin Hood;Pat O'Neil;J. R. Smith;R. Lee;Dr. Kim;Mrs. Is;Mr. Will
Ms. The;Rev. Green;Prof. Was;Sir John;Lady Day;Joe Bloggs;Lee, Kim;Kim 2;Ann-Marie;Mary Jo
Billy Bob;Jo Ann;Lou Ann;Lou Reed;Al Green;Ed Wood;Ty Cobb;Bo Derek;Cy Young;Di Stefano;Jo Brand
Mo Farah;Vi Hart;Wes Will;Zed Is;Chris Please;Ann Other;Bob In;Hal For;Meg Out;Ned With;Oz The
Peg Not;Quin At;Roy Am;Sid Be;Tim By
"""

IN_PLACE_OF_A_NAME = """
told Helen Ortiz, supervisor;told Kim
the manager;title desk;front office;Supervisor on duty;police;my supervisor;the shift lead
night shift;a colleague;the front desk;Joe at the front desk;the title team;head of title
manager on the floor;someone from billing;their manager;our lead;Kim from the title office
the manager on duty;Sam, night shift;coach or PA;Dana by phone;Kim on the phone;Kim, Friday
Kim at 3pm;the owner;security;floor manager;HR;IT;the boss;Title;Refunds;the DMV;dispatch
supervisor of the day;another agent;me;myself;Kim and Lee;Ann & Bob
"""

NOTES = """
she left;he left;tbd;told;gone to lunch;on break;busy;dunno;ok;she is busy;stepped out;out;at lunch
title is wrong;Joe at the pub;he wants his money back;she said no;not available;wants a refund
called back;my title is late;they never called;the title;wrong title;lost title;title not sent
caller hung up;will call back;call me tomorrow;please call back;I told him so;told her to wait
waiting for title;title was never sent;address is wrong;12 Main Street;4420 Peachtree St
the car broke down;my car;he was rude;caller was rude;she has no title;it was done
it is done already;not sure;not yet done;nobody there;no one answered;no answer
no manager available;left a message;left message;sent the email;refused to give it;I don't know
I dont know;doesn't want to say;didn’t say;can't tell;won't stop;he threatened me;threatened to sue
swears at me;yelled at me;asked for a manager;asked him to stop;wants to cancel;needs new plates
title expired because of us;says it is late;customer is angry;manager said no;my supervisor is out
the supervisor was away;he is the one;who is this;what is this;we are closed;they were told
tried twice already;explained the process;offered a callback;paid in cash;apologized twice
promised a title;on hold;shut up;your fault;your problem;our mistake;their problem;these people
something wrong;anything else;everything is fine;nothing happened;she will call;he has the papers
you have my address;with the kids;in the parking lot;at the barber;for the title;about the refund
from the auction;over the weekend sale;bought a car in May;received no title;title has errors
never mind;thanks a lot;sorry about that;it broke;missing title;broken down;rejected twice
pending at auction;angry caller;very rude;talk to me;looking for my plates
"""


def listed(text: str) -> tuple[str, ...]:
    """The entries of a list above."""
    return tuple(one.strip() for line in text.strip().splitlines() for one in line.split(";"))
