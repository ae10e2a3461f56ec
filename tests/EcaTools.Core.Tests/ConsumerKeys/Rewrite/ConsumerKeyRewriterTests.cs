using System.Text;
using EcaTools.Core.ConsumerKeys;
using EcaTools.Core.ConsumerKeys.Rewrite;
using EcaTools.Core.ConsumerKeys.Search;
using EcaTools.Core.ConsumerKeys.Text;
using EcaTools.Core.Tests.Files;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace EcaTools.Core.Tests.ConsumerKeys.Rewrite;

public sealed class ConsumerKeyRewriterTests : IDisposable
{
    private static readonly string Old = PlantedText.Keys[0];
    private static readonly string New = PlantedText.Key(new Random(99), 85);
    private static readonly string Longer = PlantedText.Key(new Random(98), 88);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_key_is_replaced_in_its_form_nothing_else_changes_and_undo_gives_the_same_bytes() =>
        Prop.ForAll<int>(seed =>
            {
                PlantedText text = PlantedText.Make(seed, size: 500, plants: 1 + Math.Abs(seed % 9));
                byte[] before = text.Bytes;
                string file = _folder.Write("x", before);
                int length;
                if (seed % 3 == 0)
                {
                    length = 85;
                }
                else if (seed % 3 == 1)
                {
                    length = 70;
                }
                else
                {
                    length = 112;
                }

                ConsumerKeyMap map = new();
                Dictionary<string, string> news = PlantedText.Keys.ToDictionary(
                    key => key,
                    key => PlantedText.Key(new Random(key[10] + 1000), length),
                    StringComparer.Ordinal
                );
                foreach ((string oldKey, string newKey) in news)
                {
                    map.AddKey(oldKey, newKey);
                }

                RewritePlan plan = ConsumerKeyRewriter.Plan(file, map, Find(file, PlantedText.Keys))!;
                Assert.Equal(Expected(text, news), plan.After.ToArray());
                KeyUndoFile undo = new(Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.undo"));
                RewrittenFile.Write(plan, undo);
                Assert.Empty(Find(file, PlantedText.Keys));
                Assert.Equal(
                    text.Places.Select(place => news[place.Key]),
                    Find(file, news.Values).Select(mention => mention.GetConsumerKey()),
                    StringComparer.Ordinal
                );
                foreach (KeyUndo entry in KeyUndoFile.Read(undo.Path))
                {
                    RewrittenFile.Write(ConsumerKeyRewriter.Plan(entry)!, null);
                }

                Assert.Equal(before, File.ReadAllBytes(file));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Theory]
    [InlineData("SF_KEY=")]
    [InlineData("client_id: '")]
    [InlineData("\"consumerKey\": \"")]
    public void The_diff_names_what_the_key_is_given_to(string name)
    {
        foreach (Encoding encoding in PlantedText.Encodings)
        {
            string file = _folder.Write("x", [.. encoding.GetPreamble(), .. encoding.GetBytes(name + Old)]);
            Assert.Equal(
                $"1:{name.Length + 1} {name}{KnownKeys.Shorten(Old)} -> {name}{KnownKeys.Shorten(New)}",
                Assert.Single(ConsumerKeyRewriter.Plan(file, Map(New), Find(file, [Old]))!.Diff)
            );
        }
    }

    [Fact]
    public void A_second_run_changes_nothing()
    {
        string file = _folder.Write("x", $"a {Old} b {Old}");
        IReadOnlyCollection<ConsumerKeyMention> mentions = Find(file, [Old]);
        RewrittenFile.Write(ConsumerKeyRewriter.Plan(file, Map(New), mentions)!, Undo());
        Assert.Null(ConsumerKeyRewriter.Plan(file, Map(New), mentions));
    }

    [Fact]
    public void Only_the_given_places_are_rewritten()
    {
        string file = _folder.Write("x", $"a {Old} b {Old}");
        RewritePlan plan = ConsumerKeyRewriter.Plan(file, Map(New), [Find(file, [Old])[1]])!;
        Assert.Equal($"a {Old} b {New}", Encoding.UTF8.GetString(plan.After.Span));
    }

    [Fact]
    public void A_file_that_changed_since_the_search_is_left_alone()
    {
        string file = _folder.Write("x", $"a {Old}");
        IReadOnlyCollection<ConsumerKeyMention> mentions = Find(file, [Old]);
        _folder.Write("x", $"more {Old}");
        Assert.Equal(
            "FileChanged",
            Assert.Throws<EcaException>(() => ConsumerKeyRewriter.Plan(file, Map(New), mentions)).ErrorId
        );
    }

    [Fact]
    public void A_file_that_changes_between_plan_and_write_is_left_alone_with_no_trace()
    {
        string file = _folder.Write("x", $"a {Old}");
        RewritePlan plan = ConsumerKeyRewriter.Plan(file, Map(New), Find(file, [Old]))!;
        _folder.Write("x", "somebody was quicker");
        KeyUndoFile undo = Undo();
        Assert.Equal("FileChanged", Assert.Throws<EcaException>(() => RewrittenFile.Write(plan, undo)).ErrorId);
        Assert.Equal("somebody was quicker", File.ReadAllText(file));
        Assert.Equal(file, Assert.Single(Directory.GetFiles(_folder.Path)));
    }

    [Fact]
    public void Undo_leaves_a_file_alone_that_was_changed_later_or_is_back_already()
    {
        string file = _folder.Write("x", $"a {Old}");
        RewritePlan plan = ConsumerKeyRewriter.Plan(file, Map(New), Find(file, [Old]))!;
        Assert.Null(ConsumerKeyRewriter.Plan(plan.Undo));
        RewrittenFile.Write(plan, Undo());
        File.AppendAllText(file, "!");
        Assert.Equal("FileChanged", Assert.Throws<EcaException>(() => ConsumerKeyRewriter.Plan(plan.Undo)).ErrorId);
    }

    [Fact]
    public void A_file_of_a_service_stays_the_services_when_root_rewrites_it()
    {
        UnixOwners.SkipUnlessRoot();
        string file = _folder.Write("a.conf", $"K={Old}\n");
        UnixOwners.Give(file, "600");
        RewrittenFile.Write(ConsumerKeyRewriter.Plan(file, Map(New), Find(file, [Old]))!, Undo());
        Assert.Equal($"{UnixOwners.Service} 600", UnixOwners.Of(file));
        Assert.Contains(New, File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_knows_the_keys_that_it_replaces_those_that_it_wrote_and_its_apps()
    {
        ConsumerKeyMap map = Map(New);
        map.AddApp("Billing", Longer);
        Assert.True(map.Knows(Old, null));
        Assert.True(map.Knows(New, null));
        Assert.True(map.Knows(Longer, null));
        Assert.True(map.Knows("another.key", "Other, billing"));
        Assert.False(map.Knows("another.key", "Other"));
        Assert.False(map.Knows("another.key", null));
    }

    [Fact]
    public void Rights_stay_and_a_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other rights.");
            return;
        }

        string file = _folder.Write("x.sh", $"#!/bin/sh\nK={Old}\n");
        const UnixFileMode Mode =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead;
        File.SetUnixFileMode(file, Mode);
        string link = Path.Combine(_folder.Path, "link");
        File.CreateSymbolicLink(link, "x.sh");
        KeyUndoFile undo = Undo();
        RewrittenFile.Write(ConsumerKeyRewriter.Plan(link, Map(New), Find(link, [Old]))!, undo);
        Assert.Equal(Mode, File.GetUnixFileMode(file));
        Assert.Equal("x.sh", new FileInfo(link).LinkTarget);
        Assert.Contains(New, File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(undo.Path));
    }

    [Fact]
    public void The_secret_of_a_Basic_header_stays_and_is_in_no_undo_file_and_no_diff()
    {
        const string Secret = "5EC4E7F00D5EC4E7F00D5EC4E7F00D5EC4E7F00D5EC4E7F00D5EC4E7F00D5EC4";
        string Header(string key) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:{Secret}"));
        string file = _folder.Write("x", $"client_secret={Secret} client_id={Old}\n{Header(Old)}");
        RewritePlan plan = ConsumerKeyRewriter.Plan(file, Map(Longer), Find(file, [Old]))!;
        Assert.Equal(
            $"client_secret={Secret} client_id={Longer}\n{Header(Longer)}",
            Encoding.UTF8.GetString(plan.After.Span)
        );
        KeyUndoFile undo = Undo();
        RewrittenFile.Write(plan, undo);
        string written = File.ReadAllText(undo.Path) + string.Join('\n', plan.Diff);
        Assert.DoesNotContain(Secret, written, StringComparison.Ordinal);
        Assert.DoesNotContain(Header(Old)[^30..], written, StringComparison.Ordinal);
        Assert.DoesNotContain(Old, string.Join('\n', plan.Diff), StringComparison.Ordinal);
        Assert.Equal($"1:90 client_id={KnownKeys.Shorten(Old)} -> client_id={KnownKeys.Shorten(Longer)}", plan.Diff[0]);
        RewrittenFile.Write(ConsumerKeyRewriter.Plan(Assert.Single(KeyUndoFile.Read(undo.Path)))!, null);
        Assert.Contains(Header(Old), File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Base64_in_lines_takes_a_key_of_the_same_length_and_refuses_another()
    {
        string text = Convert.ToBase64String(
            Encoding.UTF8.GetBytes($"user: {Old}\nand so on for quite a while, so that there are lines")
        );
        string Broken(string whole) => string.Join("\r\n  ", whole.Chunk(76).Select(line => new string(line)));
        string file = _folder.Write("x", Broken(text));
        string expected = Broken(
            Convert.ToBase64String(
                Encoding.UTF8.GetBytes(
                    Encoding.UTF8.GetString(Convert.FromBase64String(text)).Replace(Old, New, StringComparison.Ordinal)
                )
            )
        );
        Assert.Equal(
            expected,
            Encoding.UTF8.GetString(ConsumerKeyRewriter.Plan(file, Map(New), Find(file, [Old]))!.After.Span)
        );
        EcaException error = Assert.Throws<EcaException>(() =>
            ConsumerKeyRewriter.Plan(file, Map(Longer), Find(file, [Old]))
        );
        Assert.Equal("KeyNotRewritable", error.ErrorId);
        Assert.Contains(":1:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Base64_whose_ends_can_not_be_told_is_refused_for_a_key_of_another_length()
    {
        // What looks like more Base64 in front of it is a path.
        string file = _folder.Write("x", "path/" + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Old}:x")));
        Assert.Equal(
            "KeyNotRewritable",
            Assert.Throws<EcaException>(() => ConsumerKeyRewriter.Plan(file, Map(Longer), Find(file, [Old]))).ErrorId
        );
    }

    [Fact]
    public void A_map_that_would_not_be_the_same_twice_is_refused()
    {
        ConsumerKeyMap map = Map(New);
        Assert.Equal("DocumentInvalid", Assert.Throws<EcaException>(() => map.AddKey(New, Longer)).ErrorId);
        Assert.Equal("DocumentInvalid", Assert.Throws<EcaException>(() => map.AddKey(Old, Longer)).ErrorId);
        Assert.Equal(
            "DocumentInvalid",
            Assert.Throws<EcaException>(() => new ConsumerKeyMap().AddKey(Old, Old)).ErrorId
        );
        Assert.Equal("ParameterInvalid", Assert.Throws<EcaException>(() => map.AddKey("no key!", New)).ErrorId);
    }

    [Fact]
    public void An_app_of_the_map_gives_its_key_to_the_mentions_of_that_app()
    {
        ConsumerKeyMap map = new();
        map.AddApp("billing", New);
        Assert.Equal(New, map.NewKeyOf(Old, "Other, Billing"));
        Assert.Null(map.NewKeyOf(Old, "Other"));
        Assert.Null(map.NewKeyOf(New, "Billing"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("\"EcaTools consumer key undo 1\"\n{\"File\":\"relative\"}")]
    [InlineData("\"EcaTools consumer key undo 1\"\n{\"File\":\"/x\",\"Before\":\"\",\"After\":\"\",\"Edits\":[null]}")]
    [InlineData("\"EcaTools consumer key undo 1\"\n[")]
    public void A_damaged_undo_file_is_said(string text) =>
        Assert.Equal(
            "DocumentInvalid",
            Assert.Throws<EcaException>(() => KeyUndoFile.Read(_folder.Write("undo", text))).ErrorId
        );

    [Fact]
    public void An_undo_file_is_never_overwritten()
    {
        string file = _folder.Write("x", Old);
        string taken = _folder.Write("undo", "mine");
        RewritePlan plan = ConsumerKeyRewriter.Plan(file, Map(New), Find(file, [Old]))!;
        Assert.Equal(
            "FileExists",
            Assert.Throws<EcaException>(() => RewrittenFile.Write(plan, new KeyUndoFile(taken))).ErrorId
        );
        Assert.Equal(("mine", Old), (File.ReadAllText(taken), File.ReadAllText(file)));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    private static ConsumerKeyMap Map(string newKey)
    {
        ConsumerKeyMap map = new();
        map.AddKey(Old, newKey);
        return map;
    }

    private static List<ConsumerKeyMention> Find(string file, IEnumerable<string> keys) =>
        [
            .. new ConsumerKeySearch(new ConsumerKeySearchOptions { Keys = KnownKeys.Of([], keys) })
                .SearchAsync([file])
                .ToListAsync()
                .AsTask()
                .GetAwaiter()
                .GetResult()
                .Select(result => result.Mention ?? throw result.Error!),
        ];

    private KeyUndoFile Undo() => new(Path.Combine(_folder.Path, "undo.jsonl"));

    /// <summary>The text with the new keys, put together anew and not by replacing bytes.</summary>
    private static byte[] Expected(PlantedText text, Dictionary<string, string> news) => text.Remake(key => news[key]);
}
