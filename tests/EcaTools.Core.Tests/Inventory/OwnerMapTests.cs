using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;
using Xunit;

namespace EcaTools.Core.Tests.Inventory;

public sealed class OwnerMapTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("App,Owner\nBilling_Portal,ann@example.com\n", "ann@example.com")]
    [InlineData("owner;APP\r\nann@example.com;billing_portal\r\n", "ann@example.com")]
    [InlineData("App,Owner,Note\n\"Billing, the portal\",\"Ann \"\"A\"\" Berg\",x\n", "Ann \"A\" Berg")]
    [InlineData("App,Owner\n*,everybody\nBilling_*,ann\n", "everybody")]
    [InlineData("App,Owner\nBilling_*,pattern\nBilling_Portal,outright\n", "outright")]
    [InlineData("App,Owner\nBilling_?ortal,ann\n", "ann")]
    public async Task An_app_is_found_by_name_or_label_outright_before_by_wildcards(string text, string owner)
    {
        OwnerMap map = await ReadAsync(text);

        ConnectedApp app = map.Apply(App("Billing_Portal", "Billing, the portal"));

        Assert.Equal((owner, ConnectedAppOwnerSource.OwnerMap), (app.Owner, app.OwnerSource));
        Assert.Equal("contact@example.com", app.ContactEmail);
    }

    [Fact]
    public async Task An_app_that_no_row_names_keeps_its_contact_and_rows_that_matched_nothing_are_told()
    {
        OwnerMap map = await ReadAsync("App,Owner\nBilling,ann\nGone,bob\n\nOld_*,bob\n");
        ConnectedApp other = App("Warehouse", "Warehouse");

        Assert.Equal(other, map.Apply(other));
        Assert.Equal("ann", map.Apply(App("Billing", "x")).Owner);
        Assert.Equal(["3: Gone", "5: Old_*"], map.Unmatched, StringComparer.Ordinal);
        ConnectedApp nobody = App("Nobody", "Nobody") with { Metadata = new MetadataRecord("ConnectedApp", []) };
        Assert.Equal((null, ConnectedAppOwnerSource.None), (nobody.Owner, nobody.OwnerSource));
    }

    [Theory]
    [InlineData("", 1, "columns")]
    [InlineData("App,Mail\nA,b\n", 1, "columns")]
    [InlineData("App,Owner\nA,ann\nB,\n", 3, "both")]
    [InlineData("App,Owner\nA,ann\n,bob\n", 3, "both")]
    [InlineData("App,Owner\nA,ann\nB,ben\na,bob\n", 4, "line 2")]
    public async Task A_map_that_can_t_be_used_is_refused_with_file_and_line(string text, int line, string reason)
    {
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => ReadAsync(text));

        Assert.Equal("DocumentInvalid", error.ErrorId);
        Assert.StartsWith($"{_path}({line}): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("App,Owner\n\"A,ann\n", 2)]
    [InlineData("App,Owner\nA,ann\n\"B\"x,ann\n", 3)]
    public async Task Garbage_is_no_map(string text, int line)
    {
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => ReadAsync(text));

        Assert.Equal("CsvMalformed", error.ErrorId);
        Assert.StartsWith($"{_path}({line}): ", error.Message, StringComparison.Ordinal);
    }

    private static ConnectedApp App(string name, string label) =>
        new()
        {
            Name = name,
            Label = label,
            Source = "test",
            Metadata = new MetadataRecord(
                "ConnectedApp",
                [new MetadataField("contactEmail", "contact@example.com", Group: null)]
            ),
        };

    private async Task<OwnerMap> ReadAsync(string text)
    {
        await File.WriteAllTextAsync(_path, text);
        return await OwnerMap.ReadAsync(_path, CancellationToken.None);
    }
}
