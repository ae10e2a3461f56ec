using System.IO.Compression;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using Xunit;

namespace EcaTools.Core.Tests.Inventory.Readers;

public sealed class ConnectedAppFileReaderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ecatools").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Apps_are_found_in_both_formats_at_any_depth_in_ordinal_order()
    {
        Put("b/main/connectedApps/Zeta.connectedApp-meta.xml");
        Put("b/main/connectedApps/Alpha.connectedApp-meta.xml");
        Put("a/unpackaged/connectedApps/acme__Portal.connectedApp");
        Put("b.connectedApp");
        Put(".git/Hidden.connectedApp");
        Put("node_modules/x/Dependency.connectedApp");
        Put("b/Other.profile-meta.xml");
        ConnectedAppFile[] files = Read(_root);
        Assert.Equal("acme__Portal, b, Alpha, Zeta", string.Join(", ", files.Select(file => file.App!.Name)));
        Assert.Equal(("acme", null), (files[0].App!.NamespacePrefix, files[1].App!.NamespacePrefix));
        Assert.All(files, file => Assert.Equal(file.Source, file.App!.Source));
    }

    [Fact]
    public void The_app_carries_its_label_metadata_and_unknown_elements()
    {
        Put(
            "Portal.connectedApp-meta.xml",
            "<label>The Portal</label>\n<isNew>1</isNew><contactEmail>a@b.c</contactEmail>"
        );
        ConnectedApp app = Assert.Single(Read(_root)).App!;
        Assert.Equal(("Portal", "The Portal", "a@b.c"), (app.Name, app.Label, app.ContactEmail));
        Assert.Equal(new UnknownElement("isNew", 2), Assert.Single(app.UnknownElements));
        Assert.Equal("1", app.Metadata["isNew"]);
    }

    [Fact]
    public void A_name_is_decoded_and_a_differing_fullName_element_is_kept()
    {
        Put("My%28App%29.connectedApp-meta.xml", "<fullName>Other</fullName><label/>");
        ConnectedApp app = Assert.Single(Read(_root)).App!;
        Assert.Equal(("My(App)", "My(App)", "Other"), (app.Name, app.Label, app.Metadata["fullName"]));
    }

    [Fact]
    public void A_file_of_any_name_is_read_when_it_is_named_itself()
    {
        string path = Put("export.xml", "<fullName>Portal</fullName>");
        Assert.Equal("Portal", Assert.Single(Read(path)).App!.Name);
        Assert.Equal("NotMetadata", Assert.Single(Read(Put("nameless.xml"))).Error!.ErrorId);
    }

    [Fact]
    public void One_bad_file_does_not_stop_the_rest()
    {
        Put("A.connectedApp");
        File.WriteAllText(Path.Combine(_root, "B.connectedApp"), "<broken");
        File.WriteAllText(
            Path.Combine(_root, "C.connectedApp"),
            "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"
        );
        File.WriteAllText(Path.Combine(_root, "D.connectedApp"), "");
        File.WriteAllText(Path.Combine(_root, "E.connectedApp"), $"<Profile xmlns=\"{MetadataSchema.XmlNamespace}\"/>");
        using (FileStream big = File.Create(Path.Combine(_root, "F.connectedApp")))
        {
            big.SetLength(50 * 1024 * 1024);
        }

        Put("G.connectedApp");
        Assert.Equal(
            "A MalformedXml MalformedXml MalformedXml NotMetadata FileTooLarge G",
            string.Join(' ', Read(_root).Select(file => file.App?.Name ?? file.Error!.ErrorId))
        );
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_an_error_on_the_second_that_names_both_files()
    {
        string first = Put("a/Portal.connectedApp-meta.xml");
        string second = Put("b/PORTAL.connectedApp-meta.xml");
        ConnectedAppFile[] files = Read(_root);
        Assert.Equal("Portal", files[0].App!.Name);
        EcaException error = files[1].Error!;
        Assert.Equal("DuplicateName", error.ErrorId);
        Assert.Contains(first, error.Message, StringComparison.Ordinal);
        Assert.Contains(second, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_apps_and_a_path_that_is_not_there_are_errors_and_the_next_path_is_read()
    {
        string empty = Directory.CreateDirectory(Path.Combine(_root, "empty")).FullName;
        string app = Put("A.connectedApp");
        Assert.Equal(
            "NoAppsFound PathNotFound A",
            string.Join(
                ' ',
                Read(empty, Path.Combine(_root, "nowhere"), app).Select(file => file.App?.Name ?? file.Error!.ErrorId)
            )
        );
    }

    [Fact]
    public void A_folder_that_can_t_be_read_is_said()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess,
            "A folder can't be closed to an administrator."
        );
        if (!OperatingSystem.IsWindows())
        {
            Put("A.connectedApp");
            string closed = Directory.CreateDirectory(Path.Combine(_root, "closed")).FullName;
            File.SetUnixFileMode(closed, UnixFileMode.None);
            Assert.Equal(
                "FileNotReadable A",
                string.Join(' ', Read(_root).Select(file => file.App?.Name ?? file.Error!.ErrorId))
            );
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_zip_is_read_entry_by_entry_and_a_name_in_it_is_never_a_path()
    {
        string zip = Zip(
            ("unpackaged/connectedApps/B.connectedApp", Xml("")),
            ("../../evil.connectedApp", Xml("")),
            ("unpackaged/package.xml", "<x/>"),
            ("A.connectedApp", "<broken")
        );
        ConnectedAppFile[] files = Read(zip);
        Assert.Equal(
            "evil MalformedXml B",
            string.Join(' ', files.Select(file => file.App?.Name ?? file.Error!.ErrorId))
        );
        Assert.Equal($"{zip}!unpackaged/connectedApps/B.connectedApp", files[2].App!.Source);
        Assert.False(File.Exists(Path.Combine(_root, "evil.connectedApp")));
    }

    [Fact]
    public void A_zip_bomb_is_refused_at_ten_megabytes_of_the_entry()
    {
        string zip = Zip(("Bomb.connectedApp", new string(' ', 50 * 1024 * 1024)), ("A.connectedApp", Xml("")));
        Assert.Equal(
            "A FileTooLarge",
            string.Join(' ', Read(zip).Select(file => file.App?.Name ?? file.Error!.ErrorId))
        );
    }

    [Fact]
    public void A_zip_that_is_damaged_empty_or_has_too_many_files_is_an_error()
    {
        string damaged = Path.Combine(_root, "damaged.zip");
        File.WriteAllText(damaged, "not a zip");
        string empty = Zip(("x.txt", "x"));
        string many = Zip([
            .. Enumerable.Range(0, ConnectedAppFileReader.MaxZipEntries + 1).Select(i => ($"{i}.txt", "")),
        ]);
        Assert.Equal(
            "FileNotReadable NoAppsFound FileTooLarge",
            string.Join(' ', Read(damaged, empty, many).Select(file => file.Error!.ErrorId))
        );
    }

    [Fact]
    public void Reading_streams_and_stops_when_it_is_cancelled()
    {
        // A few files are read ahead, so the one that is gone before its turn is far behind.
        string[] paths = [.. Enumerable.Range(10, 50).Select(number => Put($"A{number}.connectedApp"))];
        using CancellationTokenSource source = new();
        using IEnumerator<ConnectedAppFile> files = new ConnectedAppFileReader()
            .Read([_root], source.Token)
            .GetEnumerator();
        Assert.True(files.MoveNext());
        File.Delete(paths[^1]);
        for (int i = 1; i < paths.Length; i++)
        {
            Assert.True(files.MoveNext());
        }

        Assert.Equal("FileNotReadable", files.Current.Error!.ErrorId);
        source.Cancel();
        using IEnumerator<ConnectedAppFile> again = new ConnectedAppFileReader()
            .Read([_root], source.Token)
            .GetEnumerator();
        Assert.Throws<OperationCanceledException>(() => again.MoveNext());
    }

    private static string Xml(string elements) =>
        $"<ConnectedApp xmlns=\"{MetadataSchema.XmlNamespace}\">{elements}</ConnectedApp>";

    private static ConnectedAppFile[] Read(params string[] paths) =>
        [.. new ConnectedAppFileReader().Read(paths, TestContext.Current.CancellationToken)];

    private string Put(string path, string elements = "")
    {
        string full = Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, Xml(elements));
        return full;
    }

    private string Zip(params (string Name, string Content)[] entries)
    {
        string path = Path.Combine(_root, $"{Guid.NewGuid():n}.zip");
        using ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, string content) in entries)
        {
            using StreamWriter writer = new(zip.CreateEntry(name).Open());
            writer.Write(content);
        }

        return path;
    }
}
