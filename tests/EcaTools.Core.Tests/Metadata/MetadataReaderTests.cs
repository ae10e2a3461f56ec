using System.Text;
using System.Xml.Linq;
using EcaTools.Core.Metadata;
using Xunit;

namespace EcaTools.Core.Tests.Metadata;

public sealed class MetadataReaderTests
{
    private const string Open = "<ConnectedApp xmlns=\"http://soap.sforce.com/2006/04/metadata\">";

    private static readonly MetadataReader Reader = new();

    [Fact]
    public void Every_element_is_kept_in_its_order_with_its_line()
    {
        MetadataDocument app = Read(
            $"<?xml version=\"1.0\"?>\n{Open}"
                + $"\n<label>A</label>\n<oauthConfig>\n<scopes>Web</scopes>\n<scopes>Api</scopes>\n</oauthConfig>\n<contactEmail>a@b.c</contactEmail>\n</ConnectedApp>"
        );
        Assert.Equal(("ConnectedApp", 0), (app.Type, app.UnknownElements.Length));
        Assert.Equal(
            [
                ("label", "A", 3),
                ("oauthConfig.scopes", "Web", 5),
                ("oauthConfig.scopes", "Api", 6),
                ("contactEmail", "a@b.c", 8),
            ],
            app.Record.Leaves().Select(leaf => (leaf.Path, leaf.Field.Value, leaf.Field.Line))
        );
        Assert.Equal("ConnectedAppOauthConfig", app.Record.Group("oauthConfig")!.Type);
    }

    [Fact]
    public void Unknown_elements_are_kept_and_reported_once_with_path_and_line()
    {
        MetadataDocument app = Read(
            $"{Open}"
                + $"\n<oauthConfig>\n<isNewFlag>true</isNewFlag></oauthConfig>\n<future><deep><x>1</x></deep></future></ConnectedApp>"
        );
        Assert.Equal(
            [("oauthConfig.isNewFlag", 3), ("future", 4)],
            app.UnknownElements.Select(unknown => (unknown.Path, unknown.Line))
        );
        Assert.Equal("true", app.Record["oauthConfig.isNewFlag"]);
        Assert.Equal("1", app.Record["future.deep.x"]);
    }

    [Theory]
    [InlineData("<$ />")]
    [InlineData("<label $='1'>A</label>")]
    public void A_name_that_no_metadata_has_is_refused_with_its_line(string element)
    {
        EcaException error = Assert.Throws<EcaException>(() =>
            Read(
                $"{Open}\n{element.Replace("$", new string('a', MetadataReader.MaxNameLength + 1), StringComparison.Ordinal)}"
                    + $"</ConnectedApp>"
            )
        );

        Assert.Equal(("MalformedXml", 2), (error.ErrorId, error.Line));
    }

    [Fact]
    public void An_element_of_many_attributes_is_refused()
    {
        string attributes = string.Join(
            ' ',
            Enumerable.Range(0, MetadataReader.MaxAttributes + 1).Select(i => FormattableString.Invariant($"a{i}='1'"))
        );

        Assert.Equal(
            "MalformedXml",
            Assert.Throws<EcaException>(() => Read($"{Open}<label {attributes}>A</label></ConnectedApp>")).ErrorId
        );
    }

    [Fact]
    public void Unknown_elements_beyond_the_bound_are_kept_and_counted()
    {
        const int Count = 60_000;
        string name = new('a', MetadataReader.MaxNameLength);
        long before = GC.GetAllocatedBytesForCurrentThread();

        MetadataDocument app = Read(
            $"{Open}<oauthConfig><{name}>{string.Concat(Enumerable.Repeat("<a b='1'/>", Count))}</{name}"
                + $"></oauthConfig><x/></ConnectedApp>"
        );
        MetadataDocument many = Read(
            $"{Open}<oauthConfig>{string.Concat(Enumerable.Repeat("<unknown/>", Count))}</oauthConfig></ConnectedApp>"
        );

        Assert.Equal(MetadataReader.MaxUnknownElements + 1, app.UnknownElements.Length);
        Assert.Equal($"oauthConfig.{name}", app.UnknownElements[0].Path);
        Assert.Equal($"oauthConfig.{name}.a@b", app.UnknownElements[1].Path);
        Assert.Equal("(59000 more)", many.UnknownElements[^1].Path);
        Assert.Equal(Count, many.Record.Group("oauthConfig")!.Fields.Length);

        // A path for each element would take 60,000 times 270 characters.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000_000);
    }

    [Fact]
    public void Text_has_no_control_characters()
    {
        Assert.Equal("A[31mB", Read($"{Open}<label>A\u009B[31m\u202EB</label></ConnectedApp>").Record["label"]);
    }

    [Fact]
    public void An_attribute_that_is_not_of_XML_Schema_is_kept_and_reported()
    {
        MetadataDocument app = Read(
            $"<ConnectedApp xmlns=\"{MetadataSchema.XmlNamespace}\" "
                + $"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" odd=\"1\"><label lang=\"en\" "
                + $"xsi:type=\"xsd:string\">A</label></ConnectedApp>"
        );
        Assert.Equal("@odd, label@lang", string.Join(", ", app.UnknownElements.Select(unknown => unknown.Path)));
        Assert.Equal(
            [("@odd", "1"), ("label", "A"), ("label@lang", "en")],
            app.Record.Leaves().Select(leaf => (leaf.Path, leaf.Field.Value))
        );
    }

    [Theory]
    [InlineData(
        "\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
            + Open
            + "\r\n  <label>A &amp; B &lt;&gt;&quot;&apos; &#233;</label>\r\n</ConnectedApp>\r\n"
    )]
    [InlineData(
        Open + "<!-- c --><label>A <!-- c -->&amp; <![CDATA[B <>]]>\"' é</label><!-- c --></ConnectedApp><!-- end -->"
    )]
    [InlineData(
        "<m:ConnectedApp xmlns:m=\"http://soap.sforce.com/2006/04/metadata\"><m:label>A &amp; B &lt;>\"' "
            + "é</m:label></m:ConnectedApp>"
    )]
    [InlineData("<ConnectedApp><label>A &amp; B &lt;>\"' é</label></ConnectedApp>")]
    public void Byte_order_marks_line_ends_comments_CDATA_entities_and_prefixes_change_nothing(string xml) =>
        Assert.Equal("A & B <>\"' é", Read(xml).Record["label"]);

    [Fact]
    public void An_answer_of_readMetadata_is_read_by_its_xsi_type_and_gives_its_full_name()
    {
        XElement records = XElement.Parse(
            $"""
            <records xmlns="{MetadataSchema.XmlNamespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ConnectedApp">
                <fullName>Portal</fullName><contactEmail xsi:nil="true"/><label>Portal</label>
            </records>
            """
        );
        MetadataDocument app = Reader.Read(records, "prod", "ConnectedApp");
        Assert.Equal(("ConnectedApp", "Portal"), (app.Type, app.FullName));
        Assert.Equal("label", Assert.Single(app.Record.Leaves()).Path);
        Assert.Empty(app.UnknownElements);
    }

    [Fact]
    public void A_group_without_fields_is_an_empty_group_and_a_leaf_without_text_is_an_empty_leaf()
    {
        MetadataDocument app = Read(
            $"{Open}<oauthConfig>\n</oauthConfig><samlConfig/><description></description><iconUrl/></ConnectedApp>"
        );
        Assert.Empty(app.Record.Group("oauthConfig")!.Fields);
        Assert.Empty(app.Record.Group("samlConfig")!.Fields);
        Assert.Equal(("", ""), (app.Record["description"], app.Record["iconUrl"]));
    }

    [Theory]
    [InlineData("<oauthConfig><consumerSecret>s3cr3t</consumerSecret></oauthConfig>", "oauthConfig.consumerSecret")]
    [InlineData("<oauthConfig><newSharedSecret>s3cr3t</newSharedSecret></oauthConfig>", "oauthConfig.newSharedSecret")]
    [InlineData("<future><password>s3cr3t</password></future>", "future.password")]
    [InlineData(
        "<oauthConfig><certificate>-----BEGIN PRIVATE KEY----- s3cr3t</certificate></oauthConfig>",
        "oauthConfig.certificate"
    )]
    [InlineData("<label clientSecret='s3cr3t'>A</label>", "label@clientSecret")]
    public void A_secret_is_masked_as_it_is_read(string xml, string path)
    {
        MetadataDocument app = Read($"{Open}{xml}</ConnectedApp>");
        MetadataField field = app.Record.Leaves().Single(leaf => leaf.Path == path).Field;
        Assert.True(field.IsSecret);
        Assert.Equal(MetadataField.SecretMask, field.Value);
        Assert.DoesNotContain("s3cr3t", app.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flag_about_a_secret_is_not_a_secret()
    {
        MetadataDocument app = Read(
            $"{Open}"
                + $"<oauthConfig><isSecretRequiredForRefreshToken>true</isSecretRequiredForRefreshToken><isNewSecretFlag>false</isNewSecretFlag></oauthConfig></ConnectedApp>"
        );
        Assert.Equal("true, false", string.Join(", ", app.Record.Leaves().Select(leaf => leaf.Field.Value)));
    }

    [Fact]
    public void A_DTD_is_refused_with_its_line()
    {
        EcaException error = Assert.Throws<EcaException>(() =>
            Read("<?xml version=\"1.0\"?>\n<!-- a comment -->\n<!DOCTYPE x []>\n" + Open + "</ConnectedApp>")
        );

        Assert.Equal("MalformedXml", error.ErrorId);
        Assert.Equal(3, error.Line);
    }

    [Theory]
    [InlineData("", "MalformedXml")]
    [InlineData("   \n", "MalformedXml")]
    [InlineData("not xml at all", "MalformedXml")]
    [InlineData(Open + "<label>A</ConnectedApp>", "MalformedXml")]
    [InlineData(Open + "<label>&undeclared;</label></ConnectedApp>", "MalformedXml")]
    [InlineData(Open + "</ConnectedApp><again/>", "MalformedXml")]
    [InlineData(Open + "<label>A</label>", "MalformedXml")]
    [InlineData(Open + "<label>\u0001</label></ConnectedApp>", "MalformedXml")]
    [InlineData("<?xml version=\"1.0\" encoding=\"no-such-encoding\"?>" + Open + "</ConnectedApp>", "MalformedXml")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-7\"?>" + Open + "</ConnectedApp>", "MalformedXml")]
    [InlineData(
        "<!DOCTYPE ConnectedApp [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
            + Open
            + "<label>&x;</label></ConnectedApp>",
        "MalformedXml"
    )]
    [InlineData("<!DOCTYPE html><html></html>", "MalformedXml")]
    [InlineData("<html><body/></html>", "NotMetadata")]
    [InlineData("<ConnectedApp xmlns=\"urn:other\"/>", "NotMetadata")]
    [InlineData("<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>", "NotMetadata")]
    [InlineData(Open + "<label>text<b/></label></ConnectedApp>", "MalformedXml")]
    [InlineData(Open + "loose text</ConnectedApp>", "MalformedXml")]
    public void Garbage_is_a_clear_error_that_names_the_source(string xml, string errorId)
    {
        EcaException error = Assert.Throws<EcaException>(() => Read(xml));
        Assert.Equal(errorId, error.ErrorId);
        Assert.StartsWith("a.connectedApp", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.NextStep);
    }

    [Fact]
    public void A_syntax_error_names_its_line_and_column_and_quotes_nothing()
    {
        EcaException error = Assert.Throws<EcaException>(() =>
            Read($"{Open}\n<oauthConfig><consumerSecret>abc&s3cr3t;</consumerSecret></oauthConfig></ConnectedApp>")
        );
        Assert.StartsWith("a.connectedApp(2,", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MetadataReader.MaxDepth, null)]
    [InlineData(MetadataReader.MaxDepth + 1, "MalformedXml")]
    public void Nesting_is_bounded(int depth, string? errorId)
    {
        string xml =
            Open
            + string.Concat(Enumerable.Repeat("<a>", depth))
            + string.Concat(Enumerable.Repeat("</a>", depth))
            + "</ConnectedApp>";
        Assert.Equal(errorId, (Record.Exception(() => Read(xml)) as EcaException)?.ErrorId);
    }

    [Fact]
    public void A_file_above_ten_megabytes_is_refused_before_a_byte_of_it_is_read()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ecatools");
        string path = Path.Combine(folder.FullName, "big.connectedApp");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(50L * 1024 * 1024);
        }

        Assert.Equal("FileTooLarge", Assert.Throws<EcaException>(() => Reader.ReadFile(path)).ErrorId);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_stream_that_does_not_end_is_refused_at_ten_megabytes()
    {
        using EndlessStream stream = new();
        Assert.Equal("FileTooLarge", Assert.Throws<EcaException>(() => Reader.Read(stream, "zip!entry")).ErrorId);
        Assert.InRange(stream.Served, MetadataReader.MaxBytes, 2 * MetadataReader.MaxBytes + 64 * 1024);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_read_error() =>
        Assert.Equal("FileNotReadable", Assert.Throws<EcaException>(() => Reader.ReadFile("/no/such/file")).ErrorId);

    [Fact]
    public void Text_in_a_hundred_thousand_pieces_is_read_in_linear_time()
    {
        StringBuilder xml = new(Open + "<description>");
        for (int i = 0; i < 100_000; i++)
        {
            xml.Append("<!---->ab");
        }

        Assert.Equal(
            200_000,
            Read(xml.Append("</description></ConnectedApp>").ToString()).Record["description"]!.Length
        );
    }

    private static MetadataDocument Read(string xml)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(xml));
        return Reader.Read(stream, "a.connectedApp", "ConnectedApp");
    }

    private sealed class EndlessStream : Stream
    {
        public int Served { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            Served += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
