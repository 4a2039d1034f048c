"""Names as other writers set them: headlines, datelines, owners, brands, bodies without a noun."""

from collections.abc import Callable

import pytest

from tests.extractors.conftest import Told

# Text, what it must name, as `type: name`, and names that it must not have.
HEADLINES = [
    ("Varuna Therapeutics Receives Health Canada Authorization for TALVERA",
     "Organization: Varuna Therapeutics; Organization: Health Canada; Therapy: TALVERA", ""),
    ("Quito City Hospital Opens New Cell Lab", "Organization: Quito City Hospital", "New Cell Lab"),
    ("Danube Foundation Signs Agreement With Oslo University",
     "Organization: Danube Foundation; Organization: Oslo University", ""),
    ("Andes Foundation Appoints Ada Berg to Lead Research Institute",
     "Organization: Andes Foundation; Person: Ada Berg", ""),
    ("Oslo University and Lagos University Enter Into Partnership",
     "Organization: Oslo University; Organization: Lagos University", "Enter Into Partnership"),
    ("Ministry of Health Launches National Registry for Rare Diseases",
     "Organization: Ministry of Health", ""),
    ("Riga University Hospital Wins European Award",
     "Organization: Riga University Hospital", "European Award"),
    ("Varuna Pharma Announces Phase 3 Results", "Organization: Varuna Pharma", ""),
    ("Sendai Children's Hospital Joins Asian Leukemia Network",
     "Organization: Sendai Children's Hospital; Network: Asian Leukemia Network", ""),
    ("Danube Foundation Names New Director", "Organization: Danube Foundation", ""),
    ("Lagos Teaching Hospital Hosts Workshop For Nurses From Ghana",
     "Organization: Lagos Teaching Hospital", "Hosts Workshop For Nurses"),
    # Names that hold such words stay whole.
    ("The Make-A-Wish Foundation paid.", "Organization: Make-A-Wish Foundation", ""),
    ("The Action Against Hunger Foundation paid.",
     "Organization: Action Against Hunger Foundation", ""),
]  # fmt: skip
BASED = [
    ("The Geneva-based Solberg Foundation paid.",
     "Place: Geneva; Organization: Solberg Foundation", "Geneva-based Solberg Foundation"),
    ("It was signed with the Bengaluru-based Nimbari Trust.",
     "Place: Bengaluru; Organization: Nimbari Trust", ""),
    ("Paris-headquartered Orvanne Pharma grew.",
     "Place: Paris; Organization: Orvanne Pharma", ""),
    ("The US-based Harlan Institute agreed.",
     "Place: US; Organization: Harlan Institute", "US-based Harlan Institute"),
    ("The Nairobi-based African Blood Network met.",
     "Place: Nairobi; Network: African Blood Network", ""),
    ("Seoul-listed Hanmaru Biosciences grew.",
     "Place: Seoul; Organization: Hanmaru Biosciences", ""),
    ("A Lyon-born chemist, Ada Berg, leads the Vallon Institute.",
     "Place: Lyon; Organization: Vallon Institute", ""),
    ("The London-trained Berg Hospital team left.", "", "London-trained Berg Hospital"),
    ("The Community-Based Care Institute met.",
     "Organization: Community-Based Care Institute", ""),
    ("The Evidence-Based Medicine Centre met.",
     "Organization: Evidence-Based Medicine Centre", ""),
]  # fmt: skip
PLACES = [
    ("The unit opened at Nimbari Medical College, Kottapur.", "Place: Kottapur", ""),
    ("The meeting was held at Gull Point, Hobart.", "Place: Gull Point; Place: Hobart", ""),
    ("It opened at the Royal Hospital in Zarrifa.", "Place: Zarrifa", ""),
    ("The patients, in Bandoro and Équivar, agreed.", "Place: Bandoro; Place: Équivar", ""),
    ("KOTTAPUR: The Nimbari Trust paid on Monday.", "Place: Kottapur", "KOTTAPUR"),
    ("ISHIKAWAMA, Miyagi -- The Sendai Foundation paid.", "Place: Ishikawama; Place: Miyagi", ""),
    ("The town of Lisdorra has a clinic.", "Place: Lisdorra", ""),
    ("She was born in the district of Mbulungi.", "Place: Mbulungi", ""),
    ("A boat goes to Masimbara every week.", "Place: Masimbara", ""),
    ("Doctors from Kottapur, India, came.", "Place: Kottapur; Place: India", ""),
    ("She runs a clinic in Navi Mumbai.", "Place: Navi Mumbai", ""),
    ("He opened the clinic in Brennick, County Clare.", "Place: Brennick", ""),
    # Not every name behind `in` is a place.
    ("The results appeared in Nature Medicine.", "", "Place: Nature Medicine"),
    ("She believed in Novartis.", "", "Place: Novartis"),
    ("He was born in June and trained in Paediatrics.", "", "Place: Paediatrics"),
    ("It was published in The Lancet.", "", "Place: Lancet"),
]  # fmt: skip
SHORT = [
    ("OSLO, March 18, 2025 (GLOBE NEWSWIRE) -- Varuna Pharma grew.",
     "Organization: Varuna Pharma; Place: Oslo", "GLOBE NEWSWIRE"),
    ("OSLO, March 18, 2025 /PRNewswire/ -- Varuna Pharma grew.", "", "PRNewswire"),
    ("Varuna Pharma (TSX: VRN) grew.", "Organization: Varuna Pharma", "TSX; VRN"),
    ("Varuna Pharma (NASDAQ: VRN, Oslo: VRNA) grew.", "Organization: Varuna Pharma",
     "NASDAQ; VRN; VRNA"),
    ("Prof. Ada Berg, HoD, Haematology, Oslo Hospital, spoke.", "Person: Ada Berg", "HoD"),
    ("The firm paid from its CSR kitty.", "", "CSR"),
    ("Dr Ada Berg, FRCP, came.", "Person: Ada Berg", "FRCP"),
    ("The GMP suite and the ICU were shown.", "", "GMP; ICU"),
    ("The BMT unit of Oslo Hospital opened.", "Organization: Oslo Hospital", "BMT"),
    ("The MoU and an NDA were signed in the OPD.", "", "MoU; NDA; OPD"),
    ("Contact: Ada Berg, Investor Relations", "", "Investor Relations"),
    ("It has issued a Notice of Compliance for the drug.", "", "Notice of Compliance"),
]  # fmt: skip
WHOLE = [
    ("The Centre for Tropical Disease Research in Zambia agreed.",
     "Organization: Centre for Tropical Disease Research in Zambia", ""),
    ("The Centre for Blood Research in Ghana pays.",
     "Organization: Centre for Blood Research in Ghana", ""),
    ("It stands on the campus of NRB Medical College and Hospital.",
     "Organization: NRB Medical College and Hospital", "NRB Medical College"),
    ("The talk of a move to AIIMS Bhopal was denied.", "Organization: AIIMS Bhopal", "AIIMS"),
    ("She works at NIMHANS Bengaluru.", "Organization: NIMHANS Bengaluru", ""),
    ("It was supported by Biogen, Roche Products and the Oslo Institute.",
     "Organization: Biogen; Organization: Roche Products; Organization: Oslo Institute", ""),
    ("She sits on the board of Haemophilia Ireland.", "Organization: Haemophilia Ireland", ""),
    ("It was paid for by Muscular Dystrophy Australia.",
     "Organization: Muscular Dystrophy Australia", ""),
    ("The hoists were bought by the Friends of St Aidan's.",
     "Organization: Friends of St Aidan's", ""),
    ("Callum Reid and Dr 'Ofa Taufa spoke.", "Person: 'Ofa Taufa", ""),
    ("The managing trustee, Lt Col (Retd) G.S. Bhandari, signed.", "Person: G.S. Bhandari", ""),
    ("Maj. Gen. (Retd.) Anil Sahu signed.", "Person: Anil Sahu", ""),
    ("The 27th batch of the Chinese medical team to Malawi came.",
     "Organization: 27th batch of the Chinese medical team to Malawi", ""),
    ("It is paid for by the Odia Haemophilia Samaj, a parents' body.",
     "Organization: Odia Haemophilia Samaj", ""),
    ("It is funded by Génome Alsace and the state.", "Organization: Génome Alsace", ""),
]  # fmt: skip
CUED = [
    ("The labour fund Tamkara paid for the rooms.", "Organization: Tamkara", ""),
    ("The money came from Belgium's development agency, Enavel.", "Organization: Enavel", ""),
    ("The regulator, Conimed, agreed.", "Organization: Conimed", ""),
    ("The Shenzhen-based company BrightCell Bio grew.",
     "Organization: BrightCell Bio; Place: Shenzhen", ""),
    ("They sell it under the brand Nevaria.", "Therapy: Nevaria", ""),
    ("The patient charity Sunlace asked.", "Organization: Sunlace", ""),
    ("The state insurer Fonamed pays.", "Organization: Fonamed", ""),
    ("The public broadcaster Radio Lumen said so.", "Organization: Radio Lumen", ""),
    ("The health ministry's research arm, Invesal, agreed.", "Organization: Invesal", ""),
    ("His mobile teams come from the national programme, the PNLTA.", "PNLTA", ""),
    ("The biotech firm Orbisel and the distributor Medilux agreed.",
     "Organization: Orbisel; Organization: Medilux", ""),
    ("Each agency, Monday or not, is open.", "", "Monday"),
]  # fmt: skip
HONOURS = [
    ("Ruth Tranter Medal\nThe highest honour went to Professor Ada Berg.", "Person: Ada Berg",
     "Person: Ruth Tranter Medal"),
    ("The Industry Partnership Award was not made.", "", "Network: Industry Partnership Award"),
    ("The Early Career Prize went to Dr Ada Berg.", "Person: Ada Berg", "Person: Early Career Prize"),
    ("She gave the Hugo Weiss Lecture.", "", "Person: Hugo Weiss Lecture; Person: Hugo Weiss"),
    ("He holds the Otto Lang Chair of Haematology.", "", "Person: Otto Lang Chair"),
    ("The Best Poster Award went to Ada Berg.", "Person: Ada Berg", "Person: Best Poster Award"),
]  # fmt: skip
PRODUCTS = [
    ("The agency issued a licence for TALVERA™.", "Therapy: TALVERA", "Organization: TALVERA"),
    ("TALVERA (factarogene vectovec), a vector-based gene therapy, was cleared.",
     "Therapy: TALVERA", "Organization: TALVERA; Therapy: factarogene vectovec"),
    ("Patients get Nevaria® twice a year.", "Therapy: Nevaria", ""),
    ("No ten days of alfurtimox-eflornithine (NCET) for the nurses. NCET is hard.",
     "Therapy: alfurtimox-eflornithine", "NCET; Organization: NCET; Therapy: eflornithine"),
    ("All four children are transfusion-free.", "", "Therapy: transfusion"),
    ("Bleeding fell against prior prophylaxis.", "", "Therapy: prophylaxis"),
    ("It is caused by a lack of clotting factor IX.", "", "Therapy: clotting factor"),
    ("They spoke of novel therapies and targeted treatments.", "",
     "Therapy: novel therapies; Therapy: targeted treatments"),
    ("The product, BD-019, was licensed in 2023.", "Therapy: BD-019", "Therapy: product"),
    ("TALVERA was cleared by Swissmedic.", "Therapy: TALVERA", ""),
    ("Severe Hemophilia B is rare.", "Disease: Hemophilia B", "Disease: Severe Hemophilia B"),
]  # fmt: skip
GROUPS = [
    ("It was organised by the Society's Genetics Interest Group. The Andes Society paid.",
     "Organization: Genetics Interest Group", "Network: Genetics Interest Group"),
    ("The Andes Society's Blood Working Group met.", "Organization: Blood Working Group", ""),
    ("Varuna Pharma is a member of BIOTECNorway.", "Network: BIOTECNorway", ""),
    ("It applied to become a member of EURO-KID, the European reference network for kidneys.",
     "Network: EURO-KID", ""),
    ("The European Blood Study Group met.", "Network: European Blood Study Group", ""),
]  # fmt: skip
EVENTS = [
    ("I rarely post, but yesterday's results meeting in Kinshasa deserves it.",
     "Event: results meeting", ""),
    ("A workshop on limb pain, organised by the Andes Society, was attended by 35 trainees.",
     "Event: workshop on limb pain", ""),
    ("The handover ceremony took place at Oslo Hospital.", "Event: handover ceremony", ""),
    ("The workshop on cystic fibrosis was held in Porto.",
     "Event: workshop on cystic fibrosis", ""),
    ("Last week's donor conference in Accra raised funds.", "Event: donor conference", ""),
    ("The signing ceremony was attended by the minister.", "Event: signing ceremony", ""),
    ("The launch event in Lima was led by Ada Berg.", "", ""),
    ("A meeting may be held one day.", "", "meeting"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names", "others"),
    [
        *HEADLINES, *BASED, *PLACES, *SHORT, *WHOLE, *CUED, *HONOURS, *PRODUCTS, *GROUPS, *EVENTS,
    ],
)  # fmt: skip
def test_a_text_names(text: str, names: str, others: str, told: Callable[..., Told]) -> None:
    found = told(text).names
    labelled = {f"{type_}: {label}" for type_, label in found} | {label for _, label in found}
    assert labelled >= set(names.split("; ") if names else [])
    assert not labelled & set(others.split("; ") if others else [])
