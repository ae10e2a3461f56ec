using System.Text;
using EcaTools.Core.ConsumerKeys.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.ConsumerKeys.Text;

public class TextSearchTests
{
    private const string Secret = "A1B2C3D4E5F60718A1B2C3D4E5F60718A1B2C3D4E5F60718A1B2C3D4E5F60718";

    private static readonly string Key = PlantedText.Keys[0];

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(200);

    [Fact]
    public void Every_key_is_found_in_every_form_encoding_and_place_and_nothing_else() =>
        Prop.ForAll<int>(seed =>
            {
                PlantedText text = PlantedText.Make(
                    seed,
                    size: 400 + (Math.Abs(seed % 7) * 3000),
                    plants: 1 + Math.Abs(seed % 11)
                );
                var expected = text.Places.Select(place =>
                    (place.Offset, place.Line, place.Column, place.Key, place.Form)
                );
                foreach (KnownKeys keys in new[] { KnownKeys.Of([], PlantedText.Keys), KnownKeys.Any })
                {
                    var found = Search(text.Bytes, keys, TextSearch.LeastBuffer + (Math.Abs(seed % 50) * 2))
                        .Select(it => (it.Offset, it.Line, it.Column, it.Place.Key, it.Place.Form));
                    Assert.Equal(expected, found);
                }
            })
            .Check(Runs);

    [Fact]
    public void A_key_is_found_wherever_it_lies_across_two_pieces()
    {
        // The first piece is searched up to half of the buffer, since what follows a key must be at hand; the buffer
        // ends there.
        const int Size = TextSearch.LeastBuffer;
        const int LookAround = Size / 2;
        foreach (Encoding encoding in PlantedText.Encodings)
        {
            byte[] key = encoding.GetBytes(Key);
            byte[] blank = encoding.GetBytes(" ");
            foreach (
                int start in new[] { Size - LookAround, Size }.SelectMany(border =>
                    Enumerable.Range(0, 40).Select(step => border - 200 + (step * 6))
                )
            )
            {
                byte[] bytes =
                [
                    .. Enumerable.Repeat(blank, start / blank.Length).SelectMany(it => it),
                    .. key,
                    .. encoding.GetBytes("\n"),
                    .. Enumerable.Repeat(blank, 9000).SelectMany(it => it),
                ];
                var found = Assert.Single(Search(bytes, KnownKeys.Any, Size));
                Assert.Equal(start / blank.Length * blank.Length, found.Offset);
                Assert.Equal((start / blank.Length) + 1, found.Column);
            }
        }
    }

    [Theory]
    [InlineData(76, "\n")]
    [InlineData(76, "\r\n    ")]
    [InlineData(64, "\n  ")]
    public void Base64_that_is_broken_into_lines_is_read_on(int width, string lineEnd)
    {
        string text = Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"user:{Key}: and what else follows for a while, so that there are lines")
        );
        string broken = string.Join(lineEnd, text.Chunk(width).Select(line => new string(line)));
        var found = Assert.Single(Search(Encoding.UTF8.GetBytes(broken), KnownKeys.Of([], [Key])));
        Assert.Equal(KeyForm.Base64, found.Place.Form);
    }

    [Fact]
    public void Only_known_keys_count_where_some_are_named() =>
        Assert.Equal(
            Key,
            Assert
                .Single(Search(Encoding.UTF8.GetBytes($"{PlantedText.Keys[1]} {Key}"), KnownKeys.Of([], [Key])))
                .Place.Key
        );

    [Fact]
    public void A_known_key_is_found_even_if_other_text_follows_at_once() =>
        Assert.Equal(2, Search(Encoding.UTF8.GetBytes($"id=x{Key}.json _{Key}_"), KnownKeys.Of([], [Key])).Count);

    [Theory]
    [InlineData("KEYx KEY0 id=KEY", 1)]
    [InlineData("KEY_x KEY__0 _KEY_", 1)]
    [InlineData("KEY. KEY-x KEY/x KEY&x KEY:x", 5)]
    public void A_key_that_is_the_beginning_of_another_is_not_found_in_it(string text, int count)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text.Replace("KEY", Key, StringComparison.Ordinal));
        Assert.Equal(count, Search(plain, KnownKeys.Of([], [Key])).Count);
        Assert.Equal(
            count,
            Search(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(plain)), KnownKeys.Of([], [Key])).Count
        );
        Assert.Equal(
            count,
            Search(Encoding.UTF8.GetBytes(Convert.ToBase64String(plain)), KnownKeys.Of([], [Key])).Count
        );
    }

    [Fact]
    public void In_a_program_file_the_text_after_a_key_is_another_text() =>
        Assert.Single(
            Search(
                [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, .. Encoding.UTF8.GetBytes($"open{Key}close")],
                KnownKeys.Of([], [Key])
            )
        );

    [Fact]
    public void A_key_that_was_made_by_hand_is_found_alone_and_not_amid_a_word()
    {
        const string HandMade = "billing.prod";
        foreach (Encoding encoding in PlantedText.Encodings)
        {
            byte[] bytes = encoding.GetBytes($"mybilling.prod billing.production id={HandMade}\n'{HandMade}'");
            Assert.Equal(2, Search(bytes, KnownKeys.Of([], [HandMade])).Count);
        }

        Assert.Single(
            Search(
                Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{HandMade}:secret"))),
                KnownKeys.Of([], [HandMade, Key])
            )
        );
    }

    [Theory]
    [InlineData("3MVG9 and 3MVG9tooShort and 3MVG9........................")]
    [InlineData("MVG9abcdefghijklmnopqrstuvwxyz0123456789")]
    public void What_does_not_look_like_a_key_is_none(string text) =>
        Assert.Empty(Search(Encoding.UTF8.GetBytes(text), KnownKeys.Any));

    [Fact]
    public void A_run_that_is_longer_than_any_key_is_none() =>
        Assert.Empty(Search(Encoding.UTF8.GetBytes(PlantedText.Key(new Random(1), 257)), KnownKeys.Any));

    [Fact]
    public void The_full_stop_after_a_key_does_not_belong_to_it() =>
        Assert.Equal(Key, Assert.Single(Search(Encoding.UTF8.GetBytes($"It is {Key}."), KnownKeys.Any)).Place.Key);

    [Theory]
    [InlineData("client_id=KEY\n\nclient_secret=A1B2C3D4E5F6\n", 3L)]
    [InlineData("\"clientSecret\": \"S3cretValue99\",\n\"clientId\": \"KEY\"", 1L)]
    [InlineData("<consumerSecret>1234567890123456</consumerSecret><consumerKey>KEY</consumerKey>", 1L)]
    [InlineData("KEY\nHEX\n", 2L)]
    [InlineData("KEY\nPEM\n", 2L)]
    [InlineData("KEY\n1\n2\n3\n4\nHEX\n", 6L)]
    [InlineData("KEY\n1\n2\n3\n4\n5\nHEX\n", null)]
    [InlineData("HEX\n1\n2\n3\n4\n5\nKEY", null)]
    [InlineData("KEY\nHEX0\n", null)]
    [InlineData("client_id=KEY\nclient_secret=${SF_SECRET_VALUE}\n", null)]
    [InlineData("client_id=KEY\nclient_secret=process.env.SF_VALUE\n", null)]
    [InlineData("client_id=KEY\nclient_secret=****************\n", null)]
    [InlineData("client_id=KEY\nsecretary: somebody else\n", null)]
    public void A_secret_nearby_is_said_by_its_line(string text, long? line)
    {
        foreach (Encoding encoding in PlantedText.Encodings)
        {
            string whole = text.Replace("KEY", Key, StringComparison.Ordinal)
                .Replace("HEX", Secret, StringComparison.Ordinal)
                .Replace("PEM", "-----BEGIN PRIVATE KEY-----", StringComparison.Ordinal);
            Assert.Equal(line, Assert.Single(Search(encoding.GetBytes(whole), KnownKeys.Any)).SecretLine);
        }
    }

    [Fact]
    public void The_secret_of_a_Basic_header_is_said()
    {
        string header = "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Key}:{Secret}"));
        Assert.Equal(1, Assert.Single(Search(Encoding.UTF8.GetBytes(header), KnownKeys.Any)).SecretLine);
    }

    [Fact]
    public void A_key_of_64_hexadecimal_digits_is_no_secret_beside_itself() =>
        Assert.All(
            Search(Encoding.UTF8.GetBytes($"a {Secret}\nb {Secret}\n"), KnownKeys.Of([], [Secret])),
            it => Assert.Null(it.SecretLine)
        );

    private static List<(KeyPlace Place, long Offset, long Line, long Column, long? SecretLine)> Search(
        byte[] bytes,
        KnownKeys keys,
        int buffer = TextSearch.DefaultBuffer
    )
    {
        List<(KeyPlace, long, long, long, long?)> found = [];
        TextSearch search = new(keys, new NeedleScanner(KeyNeedle.Of(keys.Anchors)), buffer);
        ByteSource source = new(new MemoryStream(bytes));
        Assert.False(search.Open(ref source, out (int, bool) begun));
        search.Search(
            ref source,
            begun,
            (in KeyPlace place, long offset, long line, long column, long? secret) =>
                found.Add((place, offset, line, column, secret)),
            CancellationToken.None
        );
        return found;
    }
}
